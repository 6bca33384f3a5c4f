/**
 * How a connection is encrypted: from the first byte, by an upgrade that must succeed, by an upgrade
 * when the server offers one, or not at all.
 */
type SmtpSecurity = 'implicit' | 'required' | 'opportunistic' | 'none'

/** One mail server to try. */
export interface SmtpHost {
  readonly host: string
  readonly port: number
  readonly security: SmtpSecurity
}

/** What an entry of the host list falls back to. */
export interface SmtpDefaults {
  readonly port: number
  readonly encryption: string
  readonly autoTLS: boolean
}

const entry = /^(?:(ssl|tls):\/\/)?(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i

/** Reads `[ssl://|tls://]host[:port]` entries separated by `;`; malformed ones are skipped (behaviour 8.1). */
export const parseHosts = (list: string, defaults: SmtpDefaults): SmtpHost[] =>
  list.split(';').flatMap((text) => {
    const match = entry.exec(text.trim())
    if (!match) return []
    const [, prefix, name = '', port] = match
    const number = port === undefined ? defaults.port : Number(port)
    if (number < 1 || number > 65_535) return []
    // Brackets belong to the notation of an IPv6 address, not to the address.
    const host = name.replace(/^\[|\]$/g, '')
    return [{ host, port: number, security: toSecurity(prefix, list, defaults) }]
  })

const toSecurity = (
  prefix: string | undefined,
  list: string,
  { encryption, autoTLS }: SmtpDefaults,
): SmtpSecurity => {
  const wanted = (prefix ?? encryption).toLowerCase()
  if (wanted === 'ssl') return 'implicit'
  if (wanted === 'tls') return 'required'
  return autoTLS && list !== 'localhost' ? 'opportunistic' : 'none'
}

/** The host and port as people write them. */
export const describeHost = ({ host, port }: SmtpHost): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
