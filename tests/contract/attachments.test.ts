import { Messaging, Storage, Users, type Models } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'
import { startSmtp, type SmtpSink } from '../support/smtp-sink'

let server: LocalServer
let sink: SmtpSink
let messaging: Messaging
let storage: Storage
const targets: string[] = []

/** A picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const notes = Buffer.from('Line one\nline two\r\nno end \0 \xff', 'latin1')

beforeAll(async () => {
  server = await startLocalServer()
  sink = await startSmtp()
  messaging = new Messaging(server.client)
  storage = new Storage(server.client)
  const users = new Users(server.client)
  for (const name of ['ada', 'grace']) {
    const user = await users.create({ userId: name, email: `${name}@example.org`, name })
    targets.push(user.targets[0]?.$id ?? '')
  }
  await messaging.createSmtpProvider({
    ...{ providerId: 'mail', name: 'Mail', host: '127.0.0.1', port: sink.port, autoTLS: false },
    ...{ fromName: 'Fernweh', fromEmail: 'hallo@example.org', enabled: true },
  })
  await storage.createBucket({ bucketId: 'papers', name: 'Papers' })
  await upload('pixel', png, 'pixel.png')
  await upload('notes', notes, 'Notizen für alle.bin')
})
afterAll(async () => {
  await server.close()
  await sink.close()
})

const upload = (fileId: string, bytes: Buffer, name: string) =>
  storage.createFile({ bucketId: 'papers', fileId, file: InputFile.fromBuffer(bytes, name) })

const untilFinished = (messageId: string): Promise<Models.Message> =>
  eventually(async () => {
    const message = await messaging.getMessage({ messageId })
    expect(message.status).toMatch(/^(sent|failed)$/)
    return message
  })

const toBuffer = (content: string | ArrayBuffer | Uint8Array): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content))

/** The SDK's type for a message's content has no keys. */
const dataOf = ({ data }: Models.Message) => data as Readonly<Record<string, unknown>>

const email = { subject: 'With files', content: '<p>See below</p>', html: true }

describe('attachments', () => {
  beforeEach(() => {
    sink.mails.length = 0
  })

  it('arrive at every recipient as they were stored', async () => {
    const created = await messaging.createEmail({
      ...{ messageId: 'files', ...email, targets },
      attachments: ['papers:pixel', 'papers:notes'],
    })
    const message = await untilFinished('files')

    expect(dataOf(created)['attachments']).toEqual([
      { bucketId: 'papers', fileId: 'pixel' },
      { bucketId: 'papers', fileId: 'notes' },
    ])
    expect(message).toMatchObject({ status: 'sent', deliveredTotal: 2, deliveryErrors: [] })
    expect(sink.mails).toHaveLength(2)
    for (const { parsed } of sink.mails) {
      expect(parsed.html?.trim()).toBe('<p>See below</p>')
      expect(
        parsed.attachments.map(({ filename, mimeType, disposition }) => [
          filename,
          mimeType,
          disposition,
        ]),
      ).toEqual([
        ['pixel.png', 'image/png', 'attachment'],
        ['Notizen für alle.bin', 'text/plain', 'attachment'],
      ])
      const [first, second] = parsed.attachments.map(({ content }) => toBuffer(content))
      expect(first?.equals(png)).toBe(true)
      expect(second?.equals(notes)).toBe(true)
    }
  })

  it('replace one another in an update', async () => {
    const messageId = 'change'
    await messaging.createEmail({
      ...{ messageId, ...email, draft: true },
      attachments: ['papers:pixel'],
    })

    const kept = await messaging.updateEmail({ messageId, subject: 'Kept' })
    const changed = await messaging.updateEmail({ messageId, attachments: ['papers:notes'] })
    const removed = await messaging.updateEmail({ messageId, attachments: [] })

    expect([kept, changed, removed].map((message) => dataOf(message)['attachments'])).toEqual([
      [{ bucketId: 'papers', fileId: 'pixel' }],
      [{ bucketId: 'papers', fileId: 'notes' }],
      [],
    ])
  })

  it('must be there, bucket and file', async () => {
    const create = (attachment: string) =>
      failure(
        messaging.createEmail({
          ...{ messageId: 'unique()', ...email, draft: true },
          attachments: ['papers:pixel', attachment],
        }),
      )
    const update = (attachment: string) =>
      failure(messaging.updateEmail({ messageId: 'change', attachments: [attachment] }))

    const bucket = { code: 404, type: 'storage_bucket_not_found' }
    const file = { code: 404, type: 'storage_file_not_found' }
    expect([await create('no:pixel'), await create('papers:no'), await create('papers')]).toEqual([
      bucket,
      file,
      { code: 400, type: 'general_argument_invalid' },
    ])
    expect([await update('no:pixel'), await update('papers:no')]).toEqual([bucket, file])
    expect((await messaging.listMessages({ search: 'draft' })).total).toBe(1)
  })

  it('that are gone when the message goes out fail it, in words', async () => {
    await upload('gone', png, 'gone.png')
    await messaging.createEmail({
      ...{ messageId: 'late', ...email, targets, draft: true },
      attachments: ['papers:gone'],
    })
    await storage.deleteFile({ bucketId: 'papers', fileId: 'gone' })
    await messaging.updateEmail({ messageId: 'late', draft: false })

    await expect(untilFinished('late')).resolves.toMatchObject({
      status: 'failed',
      deliveredTotal: 0,
      deliveryErrors: ['The attachment papers:gone does not exist any more. Nothing was sent.'],
    })
    expect(sink.mails).toEqual([])
  })

  it('of more than 25 MB together fail it, in words', async () => {
    const half = Buffer.alloc(13 * 1024 * 1024, 1)
    await upload('half-a', half, 'a.bin')
    await upload('half-b', half, 'b.bin')
    await messaging.createEmail({
      ...{ messageId: 'heavy', ...email, targets },
      attachments: ['papers:half-a', 'papers:half-b'],
    })

    await expect(untilFinished('heavy')).resolves.toMatchObject({
      status: 'failed',
      deliveryErrors: ['The attachments are 26.0 MB; at most 25 MB can be sent. Nothing was sent.'],
    })
    expect(sink.mails).toEqual([])
  })
})

describe('a push message’s image', () => {
  const linkOf = (message: Models.Message): URL => {
    const { url } = dataOf(message)['image'] as { url: string }
    return new URL(url)
  }
  const status = async (url: URL) => (await fetch(url)).status

  it('has a link that opens it, and nothing else, without a key', async () => {
    const message = await messaging.createPush({
      ...{ messageId: 'push', title: 'Look', draft: true },
      image: 'papers:pixel',
    })
    const link = linkOf(message)
    const response = await fetch(link)
    const changed = (change: (url: URL) => void): URL => {
      const url = new URL(link)
      change(url)
      return url
    }
    const token = link.searchParams.get('jwt') ?? ''

    expect(dataOf(message)['image']).toEqual({
      bucketId: 'papers',
      fileId: 'pixel',
      url: link.href,
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true)
    const [head = '', , seal = ''] = token.split('.')
    const forged = Buffer.from(
      JSON.stringify({ bucketId: 'papers', fileId: 'notes', projectId: 'demo', exp: 9e9 }),
    ).toString('base64url')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    expect([
      await status(changed((url) => url.searchParams.delete('jwt'))),
      await status(changed((url) => url.searchParams.set('jwt', `${token}x`))),
      await status(changed((url) => url.searchParams.set('jwt', `${head}.${forged}.${seal}`))),
      await status(changed((url) => url.searchParams.set('jwt', `${none}.${forged}.`))),
      await status(changed((url) => (url.pathname = url.pathname.replace('pixel', 'notes')))),
      await status(changed((url) => (url.pathname = url.pathname.replace('/push', '/view')))),
      await status(changed((url) => url.searchParams.set('project', 'other'))),
    ]).toEqual([401, 401, 401, 401, 401, 401, 404])
  })

  it('is a PNG or a JPEG that is there', async () => {
    const create = (image: string) =>
      failure(messaging.createPush({ messageId: 'unique()', title: 'x', draft: true, image }))

    const bucket = { code: 404, type: 'storage_bucket_not_found' }
    const type = { code: 400, type: 'storage_file_type_unsupported' }
    expect([
      await create('no:pixel'),
      await create('papers:no'),
      await create('papers:notes'),
      await failure(messaging.updatePush({ messageId: 'push', image: 'papers:notes' })),
    ]).toEqual([bucket, bucket, type, type])
  })

  it('is replaced by an update, and is gone with its file', async () => {
    await upload('second', png, 'second.png')

    const link = linkOf(await messaging.updatePush({ messageId: 'push', image: 'papers:second' }))

    expect(await status(link)).toBe(200)
    await storage.deleteFile({ bucketId: 'papers', fileId: 'second' })
    expect(await status(link)).toBe(404)
  })
})
