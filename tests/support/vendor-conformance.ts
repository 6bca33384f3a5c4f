import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProviderError } from '@main/providers/errors'
import { openHttp } from '@main/providers/http'
import { createRecording } from '@main/providers/http/recording'
import type { Channel, Provider, StoredSettings } from '@main/providers/provider'
import type { Content, Outgoing, SinkMail } from '@main/providers/outgoing'
import type { HttpSink, ReceivedRequest, SinkAnswer } from './http-sink'
import { startHttp } from './http-sink'

/** What of a provider file makes requests. */
export type HttpKind = Pick<Provider, 'kind' | 'open' | 'sandboxReply'>

/** What a vendor's documentation says, as far as every vendor says something of the kind. */
export interface VendorCase {
  readonly provider: HttpKind
  /** Complete settings; their secrets are `secrets`. */
  readonly settings: StoredSettings
  readonly secrets: readonly string[]
  readonly content: Content
  readonly identifiers: readonly [string, string, string]
  /** The most recipients of one request with this content. */
  readonly batchSize: number
  readonly http2?: boolean
  /** Checks the request for these recipients against the vendor's documentation. */
  readonly checkRequest: (request: ReceivedRequest, identifiers: readonly string[]) => void
  /** The reply to a message for these recipients that was taken. */
  readonly accepted: (identifiers: readonly string[]) => SinkAnswer
  /** The reply that refuses the second recipient, which the vendor can say, and what of it people see. */
  readonly partial?: {
    readonly reply: (request: ReceivedRequest) => SinkAnswer
    readonly says: RegExp
  }
  /** The reply to a wrong key. */
  readonly unauthorized: SinkAnswer
  /** The reply to what makes no sense, and what of it people see. */
  readonly invalid: { readonly reply: SinkAnswer; readonly says: RegExp }
  /** The status alone tells; a body that cannot be read means nothing. */
  readonly ignoresBody?: boolean
  /** The vendor does a repeated request once. */
  readonly isIdempotent?: boolean
  /** How long to wait after a 429 that does not say so; as long as others when absent. */
  readonly waitMs?: number
  readonly verify: { readonly reply: SinkAnswer; readonly says: RegExp }
  /** Replies to requests that only prepare, such as for a token; asked before everything else. */
  readonly prepare?: (request: ReceivedRequest) => SinkAnswer | undefined
}

const now = Date.UTC(2026, 10, 23, 12)
const clock = () => now

/** A call as the engine makes it. */
export const callFor = (
  content: Content,
  identifiers: readonly string[],
  more: Partial<Outgoing> = {},
): Outgoing => ({
  content,
  recipients: identifiers.map((identifier, at) => ({ identifier, key: `${at}.k` })),
  withCopies: false,
  key: `key-of-${identifiers.length}`,
  date: new Date(now),
  signal: new AbortController().signal,
  ...more,
})

/** Holds a provider to what all providers promise, against replies as its vendor documents them. */
export const describeVendor = (vendor: VendorCase): void => {
  const { provider, settings, content, secrets } = vendor
  const [first, second, third] = vendor.identifiers

  describe(`${provider.kind} conforms`, () => {
    let sink: HttpSink
    let channel: Channel

    const open = (origin = sink.origin, totalMs = 5000): Channel => {
      if (!provider.open) throw new Error(`${provider.kind} cannot be opened`)
      return provider.open(settings, { http: openHttp(origin, { connectMs: 500, totalMs }), clock })
    }
    const reply = (answer: SinkAnswer | ((request: ReceivedRequest) => SinkAnswer)): void =>
      sink.answer(
        (request) =>
          vendor.prepare?.(request) ?? (typeof answer === 'function' ? answer(request) : answer),
      )
    const sent = (): ReceivedRequest[] =>
      sink.requests.filter((request) => vendor.prepare?.(request) === undefined)
    const send = (identifiers: readonly string[], over = channel) =>
      over.send(callFor(content, identifiers))
    /** What sending to one recipient throws. */
    const trouble = async (over = channel): Promise<ProviderError> =>
      await send([first], over).then(
        () => Promise.reject(new Error('it was taken')),
        (error: unknown) =>
          error instanceof ProviderError ? error : Promise.reject(error as Error),
      )
    const several = vendor.batchSize === 1 ? [first] : [first, second, third]

    beforeEach(async () => {
      sink = await startHttp({ http2: vendor.http2 ?? false })
      channel = open()
    })
    afterEach(async () => {
      channel.close()
      await sink.close()
    })

    it('asks what the vendor documents, with the credentials', async () => {
      reply(vendor.accepted(several))
      const receipt = await send(several)
      expect([...receipt.refused]).toEqual([])
      const [request] = sent()
      if (!request) throw new Error('nothing was asked')
      vendor.checkRequest(request, several)
    })

    it('fills one request with as many as the vendor takes', async () => {
      expect(channel.batchSize(content)).toBe(vendor.batchSize)
      const everybody = Array.from({ length: vendor.batchSize }, (_, at) =>
        first.replace(/^(\D*)/, `$1${at}`),
      )
      reply(vendor.accepted(everybody))
      expect([...(await send(everybody)).refused]).toEqual([])
      expect(sent()).toHaveLength(1)
    })

    // One request for each leaves nobody else to be accepted.
    const { partial } = vendor
    if (partial) {
      it('tells who of several was refused and why', async () => {
        reply((request) => partial.reply(request))
        const { refused } = await send([first, second, third])
        expect([...refused.keys()]).toEqual([1])
        expect(refused.get(1)?.message).toMatch(partial.says)
        expect(refused.get(1)?.retryable).toBe(false)
      })
    }

    it('takes a wrong key for trouble of the whole provider, which no retry cures', async () => {
      reply(vendor.unauthorized)
      expect(await trouble()).toMatchObject({
        category: 'auth',
        scope: 'provider',
        retryable: false,
      })
    })

    it('passes on why a message was refused', async () => {
      reply(vendor.invalid.reply)
      const error = await trouble()
      expect(error.retryable).toBe(false)
      expect(error.message).toMatch(vendor.invalid.says)
    })

    it.each([
      ['7', 7000],
      [new Date(now + 90_000).toUTCString(), 90_000],
      [undefined, vendor.waitMs],
    ])('waits as long as it is asked to: %s', async (header, retryAfterMs) => {
      reply({ status: 429, headers: header ? { 'retry-after': header } : {}, body: '{}' })
      expect(await trouble()).toMatchObject({
        ...{ category: 'rate_limit', scope: 'provider', retryable: true },
        ...{ status: 429, retryAfterMs },
      })
    })

    it.each([500, 503])('tries again after %i', async (status) => {
      reply({ status, body: 'upstream trouble' })
      expect(await trouble()).toMatchObject({ category: 'server', retryable: true, status })
    })

    it.each([502, 504])('is in doubt after %i', async (status) => {
      reply({ status, body: '<html>Bad gateway</html>' })
      const error = await trouble()
      expect(error.scope === 'outcome').toBe(!vendor.isIdempotent)
      expect(error.retryable).toBe(vendor.isIdempotent === true)
      expect(error.message).not.toContain('html')
    })

    it('follows no redirect', async () => {
      reply({ status: 307, headers: { location: `${sink.origin}/elsewhere` } })
      expect(await trouble()).toMatchObject({ scope: 'provider', retryable: false })
      expect(sent()).toHaveLength(1)
    })

    it.each(['silence', 'cut'] as const)('is in doubt after %s', async (answer) => {
      reply(answer)
      const impatient = open(sink.origin, 300)
      const error = await trouble(impatient)
      impatient.close()
      expect(error.scope === 'outcome').toBe(!vendor.isIdempotent)
      expect(error.retryable).toBe(vendor.isIdempotent === true)
      expect(sent()).toHaveLength(1)
    })

    it('knows that nothing left when nobody listens', async () => {
      const gone = await startHttp()
      await gone.close()
      const error = await trouble(open(gone.origin))
      expect(error).toMatchObject({ category: 'network', scope: 'provider', retryable: true })
      expect(error.message).toMatch(/Nothing was sent/)
    })

    it('makes nothing up of an answer that cannot be read', async () => {
      reply({ status: 200, body: '<p>Hello' })
      if (vendor.ignoresBody) expect([...(await send([first])).refused]).toEqual([])
      else expect(await trouble()).toMatchObject({ scope: 'outcome', retryable: false })
    })

    it.each([400, 401, 429, 500])('tells no secret that a %i echoes', async (status) => {
      reply(({ path, headers, body }) => ({
        status,
        body: [...secrets, ...secrets.map(base64), path, ...Object.values(headers), body].join(' '),
      }))
      const said = (await trouble()).message
      const checked = await channel.verify().catch((error: Error) => error.message)
      for (const secret of secrets)
        for (const spelling of [secret, base64(secret), encodeURIComponent(secret)]) {
          expect(said).not.toContain(spelling)
          expect(checked).not.toContain(spelling)
        }
    })

    it('tells no half of a secret where it cuts off what is too long', async () => {
      for (const secret of secrets) {
        reply({ status: 400, body: `${'x'.repeat(290)} ${secret}` })
        expect((await trouble()).message).not.toContain(secret.slice(0, 6))
      }
    })

    it('begins nothing that is no longer wanted', async () => {
      const call = callFor(content, [first], { signal: AbortSignal.abort() })
      await expect(channel.send(call)).rejects.toMatchObject({ scope: 'untried' })
      expect(sink.requests).toEqual([])
    })

    it('checks the credentials and sends nothing', async () => {
      reply(vendor.verify.reply)
      expect(await channel.verify()).toMatch(vendor.verify.says)
      const asked = JSON.stringify(sink.requests)
      for (const identifier of vendor.identifiers) expect(asked).not.toContain(identifier)
    })

    it('says so when the credentials are wrong', async () => {
      reply(vendor.unauthorized)
      await expect(channel.verify()).rejects.toMatchObject({ category: 'auth' })
      reply('silence')
      await expect(open(sink.origin, 300).verify()).rejects.toMatchObject({ scope: 'provider' })
    })

    describe('in the sandbox', () => {
      const mails: SinkMail[] = []
      const rehearse = (refused: readonly string[] = []): Channel => {
        mails.length = 0
        const http = createRecording({
          reply: provider.sandboxReply,
          record: (mail) => void mails.push(mail),
          refused: new Set(refused),
        })
        if (!provider.open) throw new Error(`${provider.kind} cannot be opened`)
        return provider.open(settings, { http, clock })
      }

      it('takes everybody and keeps the request without secrets', async () => {
        expect([...(await send(several, rehearse())).refused]).toEqual([])
        expect(mails.flatMap(({ identifiers }) => identifiers)).toEqual(several)
        const source = mails.map(({ source }) => Buffer.concat([...source]).toString()).join('\n')
        expect(source).toMatch(/^(GET|POST) \/\S* HTTP\/1\.1\r\nhost: \S+\r\n/)
        for (const secret of secrets) {
          expect(source).not.toContain(secret)
          expect(source).not.toContain(base64(secret))
        }
        expect(sink.requests).toEqual([])
      })

      it('refuses whom it is told to refuse', async () => {
        const refused = await send(several, rehearse([first])).then(
          (receipt) => receipt.refused.get(0),
          (error: unknown) => error,
        )
        expect(refused).toBeInstanceOf(ProviderError)
        expect(refused).toMatchObject({ retryable: false })
      })
    })
  })
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
