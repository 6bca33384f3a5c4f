import { afterEach, describe, expect, it } from 'vitest'
import { createRegistry } from '@main/providers'
import { openHttp } from '@main/providers/http'
import type { Content } from '@main/providers/outgoing'
import type { HttpSink, ReceivedRequest } from '../../support/http-sink'
import { startHttp } from '../../support/http-sink'
import { callFor } from '../../support/vendor-conformance'
import { vendorKinds, type VendorKind } from '../../support/vendor-kinds'

const contents: Readonly<Record<VendorKind['type'], Content>> = {
  email: {
    type: 'email',
    subject: 'S',
    content: 'C',
    html: false,
    cc: [],
    bcc: [],
    attachments: [],
  },
  sms: { type: 'sms', content: 'C' },
  push: { type: 'push', data: { title: 'T' } },
}
const identifiers = { email: 'ann@example.com', sms: '+491701234567', push: 'a1b2c3' }

/** Settings that nobody pastes from a vendor's page. */
const typed = /name$|email$|^from$/i
const spoilt = ({ settings }: VendorKind, spoil: (text: string) => string) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'string' && !typed.test(name) ? spoil(value) : value,
    ]),
  )

// FCM takes a whole file.
describe('settings as people paste them', () => {
  let sink: HttpSink
  afterEach(() => sink.close())

  const send = async (
    vendor: VendorKind,
    settings: object,
  ): Promise<ReceivedRequest | undefined> => {
    sink = await startHttp({ http2: vendor.kind === 'apns' })
    sink.answer(vendor.accept)
    const http = openHttp(sink.origin, { connectMs: 1000, totalMs: 5000 })
    const channel = createRegistry()
      .get(vendor.kind)
      ?.open?.({ ...settings }, { http, clock: () => Date.UTC(2026, 10, 23, 12) })
    try {
      await channel?.send(callFor(contents[vendor.type], [identifiers[vendor.type]]))
      return sink.requests.at(-1)
    } finally {
      channel?.close()
    }
  }
  /** Where a request goes and what it signs in with; signatures of Apple’s kind differ each time. */
  const signature = (request: ReceivedRequest | undefined) => {
    const { path, body, headers = {} } = request ?? {}
    const others = Object.entries(headers).filter(([name]) => !/^(host|:?auth.*)$/.test(name))
    const authorization = headers['authorization']?.replace(/^(bearer ey.+)\..+$/, '$1')
    return { path, body, others, authorization }
  }

  it.each(vendorKinds.filter(({ kind }) => kind !== 'fcm'))(
    '$kind goes without the spaces and line ends around them',
    async (vendor) => {
      const clean = signature(await send(vendor, vendor.settings))
      await sink.close()
      const pasted = await send(
        vendor,
        spoilt(vendor, (text) => ` ${text}\r\n`),
      )
      expect(signature(pasted)).toEqual(clean)
    },
  )

  it.each([
    ['sendgrid', { apiKey: 'SG.abc…' }],
    ['msg91', { authKey: 'one\ntwo' }],
  ])(
    '%s says that a key cannot be sent, once for all, and that nothing was',
    async (kind, wrong) => {
      const vendor = vendorKinds.find((one) => one.kind === kind)
      if (!vendor) throw new Error(`no vendor ${kind}`)
      await expect(send(vendor, { ...vendor.settings, ...wrong })).rejects.toMatchObject({
        ...{ category: 'auth', scope: 'provider', retryable: false },
        message: expect.stringMatching(/copy it again\. Nothing was sent\.$/),
      })
      expect(sink.requests).toEqual([])
    },
  )
})
