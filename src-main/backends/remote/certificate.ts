import { X509Certificate } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { TLSSocket } from 'node:tls'
import type { ServerCertificate } from '@contract/profiles'
import type { DiagnosticsChannel } from 'undici'
import { openConnection } from './connection'
import { exchange } from './exchange'
import type { RemoteAddress } from './remote-project'

const timeoutMs = 10_000
/** Where undici tells of every connection before anything is sent over it. */
const connected = 'undici:client:connected'

/**
 * The certificate that a server presents, whoever signed it, on the way that calls take; null when none is to
 * be had. Sends nothing to the server.
 */
export const readCertificate = async ({
  endpoint,
  proxy,
}: Pick<RemoteAddress, 'endpoint' | 'proxy'>): Promise<ServerCertificate | null> => {
  const { origin, host } = new URL(endpoint)
  const timeouts = { connectMs: timeoutMs, replyMs: timeoutMs }
  const dispatcher = openConnection({ endpoint, proxy, timeouts, trust: 'anybody' })
  const timer = setTimeout(() => void dispatcher.destroy(), timeoutMs)
  let presented: X509Certificate | undefined
  const look = (message: unknown): void => {
    // The channel's own type; it is named by a string alone.
    const { connectParams, socket } = message as DiagnosticsChannel.ClientConnectedMessage
    if (connectParams.host !== host || !(socket instanceof TLSSocket)) return
    presented ??= socket.getPeerX509Certificate()
    // Before the request goes out: it was made only for the connection.
    void dispatcher.destroy()
  }
  subscribe(connected, look)
  const bare = { headers: {}, body: null, replyMs: timeoutMs }
  await exchange(dispatcher, { method: 'HEAD', origin, path: '/', ...bare })
  unsubscribe(connected, look)
  clearTimeout(timer)
  await dispatcher.destroy()
  return presented ? describe(presented) : null
}

/** A certificate in PEM as a person is shown it. */
export const describePem = (pem: string): ServerCertificate => describe(new X509Certificate(pem))

const describe = (presented: X509Certificate): ServerCertificate => ({
  pem: presented.toString(),
  fingerprint: presented.fingerprint256,
  subject: commonName(presented.subject),
  issuer: commonName(presented.issuer),
  validTo: new Date(presented.validTo).toISOString(),
})

const commonName = (distinguished: string): string =>
  /^CN=(.*)$/m.exec(distinguished)?.[1] ?? distinguished.replaceAll('\n', ', ')
