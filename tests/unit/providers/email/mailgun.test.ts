import { describe, expect, it } from 'vitest'
import mailgun from '@main/providers/email/mailgun'
import { callFor, describeVendor } from '../../../support/vendor-conformance'
import { campaign, openRecorded } from '../../../support/recorded-mail'

const settings = {
  ...{ apiKey: 'key-5a/b+c&d', domain: 'mg.acme.example', isEuRegion: false },
  ...{ fromName: 'Acme, Inc.', fromEmail: 'news@acme.example' },
}
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })
const queued = json(200, { id: '<2026.1@mg.acme.example>', message: 'Queued. Thank you.' })

describeVendor({
  provider: mailgun,
  settings,
  secrets: ['key-5a/b+c&d'],
  content: campaign,
  identifiers: ['ann@example.com', 'bob@example.com', 'cy@example.com'],
  batchSize: 1000,
  checkRequest: ({ method, path, headers, body }, identifiers) => {
    expect(`${method} ${path}`).toBe('POST /v3/mg.acme.example/messages')
    const credentials = Buffer.from('api:key-5a/b+c&d').toString('base64')
    expect(headers['authorization']).toBe(`Basic ${credentials}`)
    const form = new URLSearchParams(body)
    expect(form.getAll('to')).toEqual(identifiers)
    expect(Object.keys(JSON.parse(form.get('recipient-variables') ?? ''))).toEqual(identifiers)
    expect(form.get('from')).toBe('"Acme, Inc." <news@acme.example>')
    expect(form.get('h:Reply-To')).toBe('"Acme, Inc." <news@acme.example>')
    expect(form.get('subject')).toBe('Grüße ✓')
    expect(form.get('html')).toBe('<h1>Hello</h1><p>Good &amp; new</p>')
    expect(form.get('text')).toBe('Hello\r\n\r\nGood & new')
    expect(form.has('cc') || form.has('bcc')).toBe(false)
  },
  accepted: () => queued,
  partial: {
    // Mailgun says no to the whole request; the others go in requests of their own.
    reply: ({ body }) =>
      body.includes('bob')
        ? json(400, { message: 'to parameter is not a valid address. please check documentation' })
        : queued,
    says: /^Mailgun refused: to parameter is not a valid address.* \(400\)$/,
  },
  unauthorized: { status: 401, body: 'Forbidden' },
  invalid: {
    reply: json(400, { message: 'from parameter is missing' }),
    says: /^Mailgun refused: from parameter is missing \(400\)$/,
  },
  verify: {
    reply: json(400, { message: 'to parameter is missing' }),
    says: /^Mailgun accepts the key for mg\.acme\.example\. Nothing was sent\.$/,
  },
})

describe('mailgun', () => {
  it('asks the EU host for a domain of the EU', async () => {
    const { channel, requests } = openRecorded(mailgun, { ...settings, isEuRegion: true })
    await channel.send(callFor(campaign, ['ann@example.com']))
    expect(requests[0]?.url).toBe('https://api.eu.mailgun.net/v3/mg.acme.example/messages')
  })

  it('sends attachments and copies once, with one recipient', async () => {
    const { channel, requests } = openRecorded(mailgun, settings)
    const attachments = [
      { name: 'Plan "A".txt', mimeType: 'text/plain', content: Buffer.from('x') },
    ]
    const content = { ...campaign, attachments, cc: ['boss@example.com'], bcc: ['ann@example.com'] }
    const receipt = await channel.send(callFor(content, ['Ann@example.com'], { withCopies: true }))
    expect(receipt.copiesSent).toBe(true)
    const body = String(requests[0]?.body)
    const boundary = /boundary=(\S+)$/.exec(requests[0]?.headers['content-type'] ?? '')?.[1]
    const parts = body.split(`--${boundary}`).map((part) => part.trim())
    expect(parts).toContain(
      'Content-Disposition: form-data; name="attachment"; filename="Plan %22A%22.txt"\r\nContent-Type: text/plain\r\n\r\nx',
    )
    expect(parts).toContain('Content-Disposition: form-data; name="cc"\r\n\r\nboss@example.com')
    expect(body).not.toContain('name="bcc"')
    expect(body).not.toContain('recipient-variables')
  })

  it('leaves text that looks like its variables as it is', async () => {
    const { channel, requests } = openRecorded(mailgun, settings)
    const content = { ...campaign, content: 'Dear %recipient.name%', html: false }
    expect(channel.batchSize(content)).toBe(1)
    await channel.send(callFor(content, ['ann@example.com']))
    const form = new URLSearchParams(String(requests[0]?.body))
    expect(form.get('text')).toBe('Dear %recipient.name%')
    expect(form.has('recipient-variables')).toBe(false)
  })

  const refusing = (status: number, message: string, taken: readonly string[] = []) =>
    openRecorded(mailgun, settings, ({ call }) => {
      const isTaken = call?.recipients.every(({ identifier }) => taken.includes(identifier))
      return { headers: {}, ...(isTaken === true ? queued : json(status, { message })) }
    })
  const mayNot = 'Domain mg.acme.example is not allowed to send:'

  it.each([
    [420, `${mayNot} recipient limit exceeded, try again after`, 'rate_limit'],
    [400, `${mayNot} recipient limit exceeded`, 'rejected'],
    [400, `${mayNot} You are sending too fast. Your account is on probation.`, 'rejected'],
    [403, `${mayNot} Account disabled`, 'rejected'],
    [404, 'Domain not found: mg.acme.example', 'validation'],
    [413, 'Request too large', 'validation'],
  ])('finds no fault with the recipients when %i is about all: %s', async (status, says, is) => {
    const { channel, requests } = refusing(status, says)
    const call = callFor(campaign, ['ann@example.com', 'bob@example.com'])
    await expect(channel.send(call)).rejects.toMatchObject({ category: is, scope: 'provider' })
    expect(requests).toHaveLength(1)
  })

  it('waits until the hour is over whose limit is reached', async () => {
    const end = new Date(Math.ceil(Date.now() / 1000) * 1000 + 90_000).toUTCString()
    const said = `${mayNot} recipient limit exceeded, try again after ${end.replace('GMT', 'UTC')}`
    const error: unknown = await refusing(420, said)
      .channel.send(callFor(campaign, ['ann@example.com']))
      .catch((thrown: unknown) => thrown)
    const { retryAfterMs } = error as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(85_000)
    expect(retryAfterMs).toBeLessThanOrEqual(91_000)
  })

  it('writes from a domain for tests to those who may get its mail', async () => {
    const says = `${mayNot} Sandbox subdomains are for test purposes only. Please add your own domain or add the address to authorized recipients in Account Settings.`
    const { channel } = refusing(403, says, ['ann@example.com'])
    const call = callFor(campaign, ['ann@example.com', 'bob@example.com'])
    expect([...(await channel.send(call)).refused.keys()]).toEqual([1])
  })

  it('takes no complaint about the account for a good key', async () => {
    const { channel } = refusing(400, `${mayNot} recipient limit exceeded`)
    await expect(channel.verify()).rejects.toThrow('recipient limit exceeded')
  })

  it('sends nothing that is larger than Mailgun takes', async () => {
    const { channel, requests } = openRecorded(mailgun, settings)
    const content = Buffer.alloc(26 * 1024 * 1024)
    const attachments = [{ name: 'a.bin', mimeType: 'application/octet-stream', content }]
    await expect(
      channel.send(callFor({ ...campaign, attachments }, ['ann@example.com'])),
    ).rejects.toThrow('26.0 MB on its way; Mailgun takes at most 25 MB. Nothing was sent.')
    expect(requests).toEqual([])
  })
})
