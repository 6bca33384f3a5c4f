import { join } from 'node:path'
import type { EmailContent } from '@contract/drafts'
import type { ParsedOf } from '@contract/endpoint'
import { api, type Api } from '@contract/index'
import { apiError } from '@contract/errors'
import type { Message } from '@contract/messages'
import { createDrafts } from '@main/drafts/drafts'
import { appMigrations } from '@main/store/app-migrations/index'
import { closeDatabase, openDatabase } from '@main/store/database'
import { createDraftRows } from '@main/store/drafts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

/** A server that knows emails alone; its answers can get lost on the way back. */
const createServer = () => {
  const messages = new Map<string, Message>()
  const server = { messages, created: 0, losesAnswers: false, call }
  async function call(name: string, input: unknown): Promise<unknown> {
    if (name === 'getMessage') {
      const { messageId } = api.getMessage.input.parse(input)
      return messages.get(messageId) ?? Promise.reject(apiError('message_not_found'))
    }
    if (name === 'updateEmail') return change(api.updateEmail.input.parse(input))
    const {
      messageId,
      topics,
      users,
      targets,
      subject,
      content,
      html,
      cc,
      bcc,
      draft,
      scheduledAt,
    } = api.createEmail.input.parse(input)
    if (messages.has(messageId)) throw apiError('message_already_exists')
    server.created += 1
    const time = '2026-11-22T10:00:00.000+00:00'
    messages.set(messageId, {
      $id: messageId,
      $createdAt: time,
      $updatedAt: time,
      providerType: 'email',
      topics,
      users,
      targets,
      scheduledAt: scheduledAt ?? null,
      deliveredAt: null,
      deliveryErrors: [],
      deliveredTotal: 0,
      data: { subject, content, html, cc, bcc, attachments: [] },
      status: draft ? 'draft' : scheduledAt ? 'scheduled' : 'processing',
    })
    if (server.losesAnswers) throw apiError('desktop_connection_failed')
    return messages.get(messageId)
  }
  function change({
    messageId,
    draft,
    scheduledAt,
    ...given
  }: ParsedOf<Api, 'updateEmail'>): Message {
    const found = messages.get(messageId)
    if (!found) throw apiError('message_not_found')
    const { topics = found.topics, users = found.users, targets = found.targets, ...data } = given
    const changed: Message = {
      ...found,
      ...{ topics, users, targets },
      $updatedAt: '2026-11-22T11:00:00.000+00:00',
      data: { ...found.data, ...data },
      scheduledAt: scheduledAt ?? found.scheduledAt,
      status: draft ? 'draft' : scheduledAt ? 'scheduled' : 'processing',
    }
    messages.set(messageId, changed)
    return changed
  }
  return server
}

const setUp = () => {
  const db = openDatabase({ file: join(temporaryFolder(), 'app.db'), migrations: appMigrations })
  onTestFinished(() => closeDatabase(db))
  let millis = Date.parse('2026-11-22T10:00:00.000Z')
  const now = () => new Date((millis += 1_000))
  const changes: string[] = []
  const rows = createDraftRows(db)
  const drafts = createDrafts({
    rows,
    now,
    onChange: (id) => changes.push(id),
  })
  const server = createServer()
  return {
    drafts,
    rows,
    server,
    changes,
    owner: { profileId: 'one', backend: server, direct: server },
  }
}

const complete: EmailContent = {
  kind: 'email',
  subject: 'Winter opening hours',
  content: '<p>We open at ten.</p>',
  html: true,
  topics: ['news'],
  users: [],
  targets: ['t1', 't2'],
  cc: ['t3'],
  bcc: [],
  attachments: [],
  messageId: '',
  scheduledAt: null,
}

test('a new draft is empty and has the id that its message will have', async () => {
  const { drafts, owner, changes } = setUp()

  const draft = await drafts.create(owner, 'email')

  expect(draft.messageId).toMatch(/^[0-9a-f]{20}$/)
  expect(draft.content).toMatchObject({ subject: '', content: '', html: true, topics: [] })
  expect(drafts.get('one', draft.id)).toEqual(draft)
  expect(changes).toEqual([draft.id])
})

test('the newest change comes first, and a profile sees its own drafts only', async () => {
  const { drafts, owner } = setUp()
  const first = await drafts.create(owner, 'email')
  const second = await drafts.create(owner, 'email')

  drafts.save('one', first.id, complete)

  expect(drafts.list('one').map(({ id }) => id)).toEqual([first.id, second.id])
  expect(drafts.list('other')).toEqual([])
  expect(() => drafts.get('other', first.id)).toThrow('There is no draft')
})

test('a draft can start with the text and recipients of a message', async () => {
  const { drafts, owner } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  const { messageId } = await drafts.send(owner, draft.id, 'send')

  const copy = await drafts.create(owner, 'email', messageId)

  expect(copy.content).toEqual(complete)
  expect(copy.messageId).not.toBe(messageId)
})

test('sending hands the message over under the draft’s id, and the draft is gone', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)

  const { messageId } = await drafts.send(owner, draft.id, 'send')

  expect(messageId).toBe(draft.messageId)
  expect(server.messages.get(messageId)?.data).toMatchObject({ subject: complete.subject })
  expect(drafts.list('one')).toEqual([])
})

test('a send whose answer was lost is not doubled by the next one', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  server.losesAnswers = true
  await expect(drafts.send(owner, draft.id, 'send')).rejects.toThrow('cannot be reached')
  expect(drafts.list('one')).toHaveLength(1)
  server.losesAnswers = false

  await drafts.send(owner, draft.id, 'send')

  expect(server.created).toBe(1)
  expect(drafts.list('one')).toEqual([])
})

test('a draft changed after an attempt that got through is kept, in words, and nothing is sent', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  server.losesAnswers = true
  await expect(drafts.send(owner, draft.id, 'send')).rejects.toThrow()
  server.losesAnswers = false
  drafts.save('one', draft.id, { ...complete, subject: 'Summer opening hours' })

  const attempt = drafts.send(owner, draft.id, 'send')

  await expect(attempt).rejects.toMatchObject({
    type: 'message_already_exists',
    message: expect.stringContaining('Nothing was sent now'),
  })
  expect(server.created).toBe(1)
  expect(drafts.get('one', draft.id).messageId).toBe(draft.messageId)
})

test('a message of that id that the server only keeps as a draft is not taken for sent', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  server.losesAnswers = true
  await expect(drafts.send(owner, draft.id, 'send')).rejects.toThrow()
  const stored = server.messages.get(draft.messageId)
  if (stored) server.messages.set(draft.messageId, { ...stored, status: 'draft' })

  await expect(drafts.send(owner, draft.id, 'send')).rejects.toMatchObject({
    type: 'message_already_exists',
  })
})

test('two presses of the button are one send', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)

  const [one, two] = await Promise.all([
    drafts.send(owner, draft.id, 'send'),
    drafts.send(owner, draft.id, 'send'),
  ])

  expect(one).toEqual(two)
  expect(server.created).toBe(1)
})

test('a draft cannot be changed or deleted while it is being sent', async () => {
  const { drafts, owner } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  const sending = drafts.send(owner, draft.id, 'send')

  expect(() => drafts.save('one', draft.id, complete)).toThrow('is being sent')
  const other = await drafts.create(owner, 'email')
  expect(drafts.delete('one', [draft.id, other.id])).toMatchObject([
    { draftId: draft.id, problem: { type: 'message_already_processing' } },
  ])
  expect(drafts.list('one').map(({ id }) => id)).toEqual([draft.id])
  await sending
})

test.each([
  ['subject', { ...complete, subject: ' ' }, 'general_argument_invalid'],
  ['content', { ...complete, content: '\n' }, 'general_argument_invalid'],
  ['topics', { ...complete, topics: [], targets: [] }, 'message_missing_target'],
])('a draft without %s is not sent and the field is named', async (param, content, type) => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, content)

  await expect(drafts.send(owner, draft.id, 'send')).rejects.toMatchObject({ type, param })
  expect(server.created).toBe(0)
})

test('deleting a profile’s drafts leaves those of the others', async () => {
  const { drafts, rows, owner, server } = setUp()
  await drafts.create(owner, 'email')
  const kept = await drafts.create({ profileId: 'two', backend: server, direct: server }, 'email')

  rows.removeAll('one')

  expect(drafts.list('one')).toEqual([])
  expect(drafts.list('two')).toEqual([kept])
  expect(drafts.delete('two', ['unknown'])).toMatchObject([
    { draftId: 'unknown', problem: { type: 'desktop_draft_not_found' } },
  ])
})

test('an id of one’s own is used, and a taken one is said', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, { ...complete, messageId: 'winter-2026' })

  expect(await drafts.send(owner, draft.id, 'send')).toEqual({ messageId: 'winter-2026' })

  const second = await drafts.create(owner, 'email')
  const other = { ...complete, subject: 'Other', messageId: 'winter-2026' }
  drafts.save('one', second.id, other)
  await expect(drafts.send(owner, second.id, 'send')).rejects.toMatchObject({
    type: 'message_already_exists',
  })
  expect(server.created).toBe(1)
})

test('a new id after a lost answer does not send the message twice', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  server.losesAnswers = true
  await expect(drafts.send(owner, draft.id, 'send')).rejects.toThrow()
  server.losesAnswers = false
  drafts.save('one', draft.id, { ...complete, messageId: 'another' })

  await expect(drafts.send(owner, draft.id, 'send')).rejects.toThrow(
    'an earlier attempt got through',
  )

  expect(server.created).toBe(1)
})

test('a draft with a time becomes a scheduled message', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, { ...complete, scheduledAt: '2026-12-24T07:00:00.000Z' })

  const { messageId } = await drafts.send(owner, draft.id, 'send')

  expect(server.messages.get(messageId)).toMatchObject({
    status: 'scheduled',
    scheduledAt: '2026-12-24T07:00:00.000Z',
  })
})

test('a draft that the server is to keep needs no recipients and is not sent', async () => {
  const { drafts, owner, server } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, { ...complete, topics: [], targets: [] })

  const { messageId } = await drafts.send(owner, draft.id, 'keep')

  expect(server.messages.get(messageId)?.status).toBe('draft')
})

const scheduled = async () => {
  const setting = setUp()
  const { drafts, owner } = setting
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, { ...complete, scheduledAt: '2026-12-24T07:00:00.000Z' })
  return { ...setting, ...(await drafts.send(owner, draft.id, 'send')) }
}

test('editing a scheduled message shows all of it, and once only', async () => {
  const { drafts, owner, messageId } = await scheduled()

  const draft = await drafts.edit(owner, messageId)

  expect(draft.content).toEqual({ ...complete, scheduledAt: '2026-12-24T07:00:00.000Z' })
  expect(await drafts.edit(owner, messageId)).toEqual(draft)
})

test('a changed draft of a message changes that message', async () => {
  const { drafts, owner, server, messageId } = await scheduled()
  const draft = await drafts.edit(owner, messageId)
  const later = { ...complete, subject: 'Later', scheduledAt: '2026-12-25T07:00:00.000Z' }
  drafts.save('one', draft.id, later)

  expect(await drafts.send(owner, draft.id, 'send')).toEqual({ messageId })

  expect(server.created).toBe(1)
  expect(server.messages.get(messageId)).toMatchObject({
    status: 'scheduled',
    scheduledAt: '2026-12-25T07:00:00.000Z',
    data: { subject: 'Later' },
  })
  expect(drafts.list('one')).toEqual([])
})

test('a message that somebody else changed meanwhile is left alone, and so is the draft', async () => {
  const { drafts, owner, server, messageId } = await scheduled()
  const draft = await drafts.edit(owner, messageId)
  drafts.save('one', draft.id, { ...complete, subject: 'Mine' })
  await server.call('updateEmail', { messageId, subject: 'Theirs', draft: true })

  await expect(drafts.send(owner, draft.id, 'send')).rejects.toMatchObject({
    type: 'desktop_draft_behind',
  })

  expect(server.messages.get(messageId)?.data['subject']).toBe('Theirs')
  expect(drafts.get('one', draft.id).content).toMatchObject({ subject: 'Mine' })
})

test('a message that is being sent can no longer be edited', async () => {
  const { drafts, owner } = setUp()
  const draft = await drafts.create(owner, 'email')
  drafts.save('one', draft.id, complete)
  const { messageId } = await drafts.send(owner, draft.id, 'send')

  await expect(drafts.edit(owner, messageId)).rejects.toMatchObject({
    type: 'message_already_processing',
  })
})

test('a draft keeps its channel', async () => {
  const { drafts, owner } = setUp()
  const draft = await drafts.create(owner, 'sms')

  expect(() => drafts.save('one', draft.id, complete)).toThrow('keeps its channel')
})
