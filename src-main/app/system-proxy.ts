/**
 * The address of the proxy that Chromium's `resolveProxy` names first, null when it goes without: `DIRECT`,
 * or `PROXY proxy.example:8080; DIRECT` as a PAC file would answer.
 */
export const readProxy = (answer: string): string | null => {
  const [kind = '', host] = (answer.split(';')[0] ?? '').trim().split(/\s+/)
  const scheme = schemes[kind.toUpperCase()]
  return scheme === undefined || host === undefined ? null : `${scheme}://${host}`
}

const schemes: Readonly<Record<string, string>> = {
  PROXY: 'http',
  HTTPS: 'https',
  SOCKS: 'socks5',
  SOCKS5: 'socks5',
}
