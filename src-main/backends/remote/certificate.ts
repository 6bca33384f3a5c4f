import { connect } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import type { ServerCertificate } from '@contract/profiles'

const timeoutMs = 10_000

/** The certificate that a server presents, whoever signed it; null when none is to be had. Sends nothing. */
export const readCertificate = (endpoint: string): Promise<ServerCertificate | null> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(endpoint)
    const host = hostname.replace(/^\[|\]$/g, '')
    // Nothing is sent over this connection: it is opened to look at the certificate and closed again.
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false })
    const end = (certificate: ServerCertificate | null): void => {
      socket.destroy()
      resolve(certificate)
    }
    socket.setTimeout(timeoutMs, () => end(null))
    socket.once('error', () => end(null))
    socket.once('secureConnect', () => {
      const presented = socket.getPeerX509Certificate()
      end(presented ? describe(presented) : null)
    })
  })

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
