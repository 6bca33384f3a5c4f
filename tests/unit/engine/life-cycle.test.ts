import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SmtpSink } from '../../support/smtp-sink'
import { startSmtp } from '../../support/smtp-sink'
import type { Workspace } from '../../support/workspace'
import { addPeople, addSmtp, openWorkspace, waitFor, waitUntilOver } from '../../support/workspace'

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
const hour = 3_600_000

describe('the life of a message', () => {
  let workspace: Workspace
  let smtp: SmtpSink
  let ann: string
  let bob: string

  const create = (more: object = {}) =>
    workspace.call('createEmail', {
      ...{ messageId: 'm', subject: 'Hello', content: 'Text', targets: [ann] },
      ...more,
    })
  const update = (changes: object) => workspace.call('updateEmail', { messageId: 'm', ...changes })
  const status = async () => (await workspace.call('getMessage', { messageId: 'm' })).status
  const failsWith = (type: string) => expect.objectContaining({ type })

  beforeEach(async () => {
    smtp = await startSmtp()
    workspace = openWorkspace()
    await addSmtp(workspace, smtp.port)
    ;[ann = '', bob = ''] = await addPeople(workspace, ['Ann', 'Bob'])
  })
  afterEach(async () => {
    await workspace.end()
    await smtp.close()
  })

  it.each([
    ['draft', { draft: true }],
    ['draft', { draft: true, scheduledAt: inMs(hour) }],
    ['scheduled', { scheduledAt: inMs(hour) }],
    ['processing', {}],
  ])('starts as %s when created with %o', async (expected, more) => {
    expect((await create(more)).status).toBe(expected)
  })

  it.each([
    ['draft', { draft: true }, { draft: false }, 'processing'],
    ['draft with a time', { draft: true, scheduledAt: inMs(hour) }, { draft: false }, 'processing'],
    ['draft', { draft: true }, { scheduledAt: inMs(hour) }, 'scheduled'],
    ['draft', { draft: true }, { draft: false, scheduledAt: inMs(hour) }, 'scheduled'],
    ['draft', { draft: true }, { subject: 'Other' }, 'draft'],
    ['draft', { draft: true }, { draft: true, scheduledAt: inMs(hour) }, 'draft'],
    ['scheduled', { scheduledAt: inMs(hour) }, { draft: true }, 'draft'],
    ['scheduled', { scheduledAt: inMs(hour) }, { scheduledAt: inMs(2 * hour) }, 'scheduled'],
    ['scheduled', { scheduledAt: inMs(hour) }, { draft: false }, 'processing'],
    ['scheduled', { scheduledAt: inMs(hour) }, { subject: 'Other' }, 'scheduled'],
  ])('turns a %s (%o) with %o into %s', async (_, more, changes, expected) => {
    await create(more)
    expect((await update(changes)).status).toBe(expected)
    if (expected === 'processing')
      expect(await waitUntilOver(workspace, 'm')).toMatchObject({ status: 'sent' })
  })

  it('keeps the time of a schedule that was taken back, normalised to UTC', async () => {
    await create({ scheduledAt: '2099-12-24T07:00:00+02:00' })
    const message = await update({ draft: true })
    expect(message).toMatchObject({
      ...{ status: 'draft', scheduledAt: '2099-12-24T05:00:00.000+00:00' },
    })
  })

  it('can be neither changed once sent nor sent again', async () => {
    await create()
    await waitUntilOver(workspace, 'm')
    await expect(update({})).rejects.toEqual(failsWith('message_already_sent'))
    await expect(update({ draft: true })).rejects.toEqual(failsWith('message_already_sent'))
    expect(smtp.mails).toHaveLength(1)
  })

  it('can no longer be changed once failed', async () => {
    await create({ targets: [], topics: ['none'] })
    await waitUntilOver(workspace, 'm')
    await expect(update({ subject: 'x' })).rejects.toEqual(failsWith('message_already_failed'))
  })

  it('can be deleted as a draft, scheduled, sent and failed', async () => {
    for (const more of [
      { draft: true },
      { scheduledAt: inMs(hour) },
      {},
      { targets: [], users: ['no'] },
    ]) {
      const { status: first } = await create(more)
      if (first === 'processing') await waitUntilOver(workspace, 'm')
      await workspace.call('deleteMessage', { messageId: 'm' })
      await expect(status()).rejects.toEqual(failsWith('message_not_found'))
    }
    await expect(workspace.call('deleteMessage', { messageId: 'm' })).rejects.toEqual(
      failsWith('message_not_found'),
    )
  })

  it('goes out at its time, not before, and shows the time', async () => {
    const scheduledAt = inMs(600)
    const message = await create({ scheduledAt })
    expect(message).toMatchObject({
      ...{ status: 'scheduled', scheduledAt: scheduledAt.replace('Z', '+00:00') },
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await status()).toBe('scheduled')
    expect(smtp.mails).toHaveLength(0)
    await waitUntilOver(workspace, 'm')
    expect(smtp.mails).toHaveLength(1)
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(scheduledAt))
  })

  it('moves with its time', async () => {
    await create({ scheduledAt: inMs(300) })
    await update({ scheduledAt: inMs(hour) })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await status()).toBe('scheduled')
    await update({ scheduledAt: inMs(200) })
    await waitFor(status, (value) => value === 'sent')
  })

  it('keeps the time of an SMS too', async () => {
    const [target = ''] = [
      (await workspace.call('createUser', { userId: 'p', phone: '+16175551212' })).targets[0]?.$id,
    ]
    const sms = { messageId: 's', content: 'Hi', targets: [target], scheduledAt: inMs(hour) }
    expect((await workspace.call('createSms', sms)).scheduledAt).not.toBeNull()
    const changed = await workspace.call('updateSms', { messageId: 's', content: 'Ho' })
    expect(changed).toMatchObject({ status: 'scheduled', data: { content: 'Ho' } })
    await workspace.call('deleteMessage', { messageId: 's' })
  })

  it.each([
    ['general_argument_invalid', { scheduledAt: '2020-01-01T00:00:00Z' }],
    ['general_argument_invalid', { scheduledAt: 'soon' }],
    ['general_argument_invalid', { subject: '' }],
    ['general_argument_invalid', { targets: ['*'] }],
    ['message_missing_target', { targets: [] }],
    ['message_target_not_email', { targets: ['no-such-target'] }],
    ['message_target_not_email', { targets: ['no-such-target'], draft: true }],
    ['storage_bucket_not_found', { attachments: ['bucket:file'] }],
  ])('is refused with %s when created with %o', async (type, more) => {
    await expect(create(more)).rejects.toEqual(failsWith(type))
    expect((await workspace.call('listMessages', {})).total).toBe(0)
  })

  it('counts a target that is listed twice as a mistake, copies included', async () => {
    await expect(create({ targets: [ann, ann] })).rejects.toEqual(
      failsWith('message_target_not_email'),
    )
    await expect(create({ cc: [bob], bcc: [bob] })).rejects.toEqual(
      failsWith('message_target_not_email'),
    )
    await create({ draft: true })
    await expect(update({ cc: [ann] })).rejects.toEqual(failsWith('message_target_not_email'))
  })

  it('may be a draft for nobody but not leave drafts for nobody', async () => {
    await create({ draft: true, targets: [] })
    await expect(update({ draft: false })).rejects.toEqual(failsWith('message_missing_target'))
    expect(await status()).toBe('draft')
  })

  it('has its id to itself', async () => {
    await create({ draft: true })
    await expect(create({ draft: true })).rejects.toEqual(failsWith('message_already_exists'))
  })

  it('is unknown to the routes of other channels', async () => {
    await create({ draft: true })
    await expect(workspace.call('updateSms', { messageId: 'm', content: 'x' })).rejects.toEqual(
      failsWith('message_not_found'),
    )
  })

  it('stores of a push message only what was given', async () => {
    const push = await workspace.call('createPush', {
      ...{ messageId: 'p', title: 'Hi', data: { a: [1, { b: true }] }, badge: '3', draft: true },
    })
    expect(push.data).toEqual({
      title: 'Hi',
      data: { a: [1, { b: true }] },
      badge: 3,
      priority: 'high',
    })
    const changed = await workspace.call('updatePush', { messageId: 'p', title: '', sound: 'ping' })
    expect(changed.data).toMatchObject({ title: '', sound: 'ping', badge: 3 })
  })

  it('lists its direct targets in the order of their creation', async () => {
    await create({ draft: true, targets: [bob, ann] })
    const page = await workspace.call('listMessageTargets', { messageId: 'm' })
    expect(page.total).toBe(2)
    expect(page.targets.map(({ $id }) => $id)).toEqual([ann, bob])
    const after = await workspace.call('listMessageTargets', {
      messageId: 'm',
      queries: [JSON.stringify({ method: 'cursorAfter', values: [ann] })],
    })
    expect(after).toMatchObject({ total: 2, targets: [{ $id: bob }] })
  })
})
