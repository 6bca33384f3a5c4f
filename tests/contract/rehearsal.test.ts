import type { CallInput, CallName, CallReply } from '@contract/index'
import type { ProviderType } from '@contract/messages'
import type { RehearsedRequest, TrialContent } from '@contract/trials'
import { theApp } from '@main/engine/caller'
import { Storage } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import { startHttp, type HttpSink } from '../support/http-sink'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { fromMail, fromMailRecord, fromRecord, fromWire } from '../support/sent-message'
import { startSmtp, type SmtpSink } from '../support/smtp-sink'
import { vendorKinds, type VendorKind } from '../support/vendor-kinds'

/** What a message can say, one that leaves nothing out and one that says little, for every channel. */
const contents: Readonly<Record<ProviderType, Readonly<Record<string, TrialContent>>>> = {
  email: {
    'HTML with files and people in copy': {
      ...{ providerType: 'email', subject: 'Grüße, "Ann" & co. ✓', html: true },
      content:
        '<h1>Hello</h1>\n<p>Good &amp; new: <a href="https://acme.example/?a=1&b">look</a></p>',
      ...{ cc: ['boss', 'auditor'], bcc: ['archive'], attachments: ['files:png', 'files:notes'] },
    },
    'HTML to everybody': {
      ...{ providerType: 'email', subject: 'News', content: '<p>Short</p>', html: true },
      ...{ cc: [], bcc: [], attachments: [] },
    },
    'plain text with someone in blind copy': {
      ...{
        providerType: 'email',
        subject: 'Plain',
        content: 'One\n.\nTwo ✓ {{name}}',
        html: false,
      },
      ...{ cc: [], bcc: ['archive'], attachments: [] },
    },
  },
  sms: {
    'a text for the short alphabet': { providerType: 'sms', content: 'Hello & goodbye + 1 = 2 @£' },
    'a text beyond it': { providerType: 'sms', content: 'Grüße ✓ 🎉\nsecond line' },
  },
  push: {
    'every field': {
      ...{ providerType: 'push', title: 'Hello ✓', body: 'Good\nnews', image: 'files:png' },
      ...{ action: 'https://acme.example/open', icon: 'ic_app', sound: 'ping', color: '#7C3AED' },
      ...{ tag: 'news', badge: 3, contentAvailable: true, critical: true, priority: 'normal' },
      data: { article: 12, text: 'a "b"', nested: { list: [1, null, true] } },
    },
    'a title and a body': {
      ...{ providerType: 'push', title: 'Hello', body: 'Good news', priority: 'high' },
      ...{ contentAvailable: false, critical: false },
    },
    'nothing to see': {
      ...{ providerType: 'push', data: { sync: true }, contentAvailable: true, badge: -1 },
      ...{ critical: false, priority: 'high' },
    },
  },
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** The people in copy go with the first alone; the others share a request where the vendor takes several. */
const people = 3

let server: LocalServer
let smtp: SmtpSink
const sinks = new Map<string, HttpSink>()

const call = async <Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
): Promise<CallReply<Name>> => {
  const caller = { ...theApp, server: { url: server.url, project: server.project } }
  // The reply of a row that was called by its own name.
  return (await server.engine.call(name, input, caller)) as CallReply<Name>
}

const identifierFor: Readonly<Record<ProviderType, (at: number) => string>> = {
  email: (at) => `person${at}@example.com`,
  sms: (at) => `+1555000${String(at).padStart(4, '0')}`,
  push: (at) => `device-${at}:token/${at}`,
}

const targetsOf = (kind: string): string[] =>
  Array.from({ length: people }, (_, at) => `${kind}-${at}`)

const kinds: readonly Pick<VendorKind, 'kind' | 'type'>[] = [
  { kind: 'smtp', type: 'email' },
  ...vendorKinds,
]

beforeAll(async () => {
  smtp = await startSmtp()
  for (const { kind, accept } of vendorKinds) {
    const sink = await startHttp({ http2: kind === 'apns' })
    sink.answer(accept)
    sinks.set(kind, sink)
  }
  const vendorUrls = Object.fromEntries([...sinks].map(([kind, { origin }]) => [kind, origin]))
  server = await startLocalServer({ vendorUrls })
  const add = (kind: string, settings: object) =>
    call('createProvider', { kind, providerId: kind, name: kind, enabled: true, ...settings })
  await add('smtp', {
    ...{ host: '127.0.0.1', port: smtp.port, mailer: 'Acme Mailer' },
    ...{ fromName: 'Acme, Inc.', fromEmail: 'news@acme.example' },
    ...{ replyToName: 'Grüße', replyToEmail: 'answers@acme.example' },
  })
  for (const { kind, settings } of vendorKinds) await add(kind, settings)

  let number = 0
  for (const { kind, type } of kinds)
    for (const targetId of targetsOf(kind)) {
      const identifier = identifierFor[type](number++)
      await call('createUser', { userId: targetId, name: targetId })
      await call('createTarget', {
        ...{ userId: targetId, targetId, providerType: type, identifier, providerId: kind },
      })
    }
  for (const targetId of ['boss', 'auditor', 'archive']) {
    const identifier = `${targetId}@example.com`
    await call('createUser', { userId: targetId, name: targetId })
    await call('createTarget', {
      ...{ userId: targetId, targetId, providerType: 'email', identifier },
    })
  }
  const storage = new Storage(server.client)
  await storage.createBucket({ bucketId: 'files', name: 'Files' })
  const files = {
    png: [png, 'one.png'],
    notes: [Buffer.from('Notes\r\n✓\n'), 'Für "Ann".txt'],
  } as const
  for (const [fileId, [bytes, name]] of Object.entries(files))
    await storage.createFile({ bucketId: 'files', fileId, file: InputFile.fromBuffer(bytes, name) })
})
afterAll(async () => {
  await server.close()
  await smtp.close()
  for (const sink of sinks.values()) await sink.close()
})

const rehearse = async (content: TrialContent, targets: string[]): Promise<RehearsedRequest[]> => {
  const { rehearsalId } = await call('startRehearsal', { content, topics: [], users: [], targets })
  return await eventually(async () => {
    const { info, samples } = await call('getRehearsal', { rehearsalId })
    expect(info).toMatchObject({ state: 'done', problem: null, done: people })
    return samples
  })
}

const creates = { email: 'createEmail', sms: 'createSms', push: 'createPush' } as const
let lastId = 0

const sendForReal = async ({ providerType, ...content }: TrialContent, targets: string[]) => {
  const messageId = `message-${++lastId}`
  await call(creates[providerType], { messageId, ...content, targets })
  await eventually(async () => {
    const { status, deliveredTotal } = await call('getMessage', { messageId })
    expect({ status, deliveredTotal }).toEqual({ status: 'sent', deliveredTotal: people })
  })
}

/** Calls run at the same time: which of them is first says nothing. */
const inOrder = <Sent>(all: readonly Sent[]): Sent[] =>
  all.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))

describe('what a rehearsal records is what a real send hands over:', () => {
  const cases = kinds.flatMap(({ kind, type }) =>
    Object.entries(contents[type]).map(([what, content]) => ({ kind, what, content })),
  )

  it.each(cases.filter(({ kind }) => kind === 'smtp'))('$kind, $what', async ({ content }) => {
    const rehearsed = await rehearse(content, targetsOf('smtp'))
    expect(smtp.mails).toEqual([])
    await sendForReal(content, targetsOf('smtp'))

    const sent = smtp.mails.splice(0).map(fromMail)
    expect(sent).toHaveLength(people)
    expect(inOrder(rehearsed.map(fromMailRecord))).toEqual(inOrder(sent))
  })

  it.each(cases.filter(({ kind }) => kind !== 'smtp'))(
    '$kind, $what',
    async ({ kind, content }) => {
      const sink = sinks.get(kind)
      if (!sink) throw new Error(`no sink for ${kind}`)
      const secrets = vendorKinds.find((vendor) => vendor.kind === kind)?.secrets ?? []
      sink.requests.length = 0
      const rehearsed = await rehearse(content, targetsOf(kind))
      expect(sink.requests).toEqual([])
      await sendForReal(content, targetsOf(kind))

      // Asking for a token delivers nothing.
      const sent = sink.requests.filter(({ path }) => path !== '/token')
      expect(sent.length).toBeGreaterThan(0)
      expect(inOrder(rehearsed.map(fromRecord))).toEqual(
        inOrder(sent.map((request) => fromWire(request, secrets))),
      )
    },
  )
})
