import type { EmailContent, PushContent, SmsContent } from '@contract/drafts'
import { api } from '@contract/index'
import type { Message } from '@contract/messages'
import { contentOfMessage, emptyContent } from '@main/drafts/draft-message'
import { createRequest, updateRequest } from '@main/drafts/draft-request'
import { describe, expect, it } from 'vitest'

const common = {
  topics: ['news'],
  users: ['ann'],
  targets: ['t1'],
  messageId: '',
  scheduledAt: '2026-12-24T07:00:00.000Z',
}
const email: EmailContent = {
  kind: 'email',
  ...common,
  subject: 'Hello',
  content: '<p>Hello</p>',
  html: true,
  cc: ['t2'],
  bcc: ['t3'],
  attachments: ['files:map'],
}
const sms: SmsContent = { kind: 'sms', ...common, content: 'Track 11' }
const push: PushContent = {
  kind: 'push',
  ...common,
  title: 'Night trains',
  body: 'From 29 €',
  data: [
    { name: 'deal', value: 'zrh', type: 'text' },
    { name: 'beds', value: '[12, 38]', type: 'json' },
    { name: ' ', value: 'left over', type: 'text' },
  ],
  action: 'fernweh://deal',
  image: 'files:gracht',
  icon: 'ic_moon',
  sound: 'bell.caf',
  color: '#C6463C',
  tag: 'deal',
  badge: '0',
  contentAvailable: true,
  critical: true,
  priority: 'normal',
}
const send = { messageId: 'm1', as: 'send' } as const
const shared = {
  messageId: 'm1',
  topics: ['news'],
  users: ['ann'],
  targets: ['t1'],
  draft: false,
  scheduledAt: '2026-12-24T07:00:00.000Z',
}

describe('createRequest', () => {
  it('carries every field of every channel', () => {
    expect(createRequest(email, send)).toEqual({
      name: 'createEmail',
      input: {
        ...shared,
        subject: 'Hello',
        content: '<p>Hello</p>',
        html: true,
        cc: ['t2'],
        bcc: ['t3'],
        attachments: ['files:map'],
      },
    })
    expect(createRequest(sms, send)).toEqual({
      name: 'createSms',
      input: { ...shared, content: 'Track 11' },
    })
    expect(createRequest(push, send)).toEqual({
      name: 'createPush',
      input: {
        ...shared,
        title: 'Night trains',
        body: 'From 29 €',
        data: { deal: 'zrh', beds: [12, 38] },
        action: 'fernweh://deal',
        image: 'files:gracht',
        icon: 'ic_moon',
        sound: 'bell.caf',
        color: '#C6463C',
        tag: 'deal',
        badge: 0,
        contentAvailable: true,
        critical: true,
        priority: 'normal',
      },
    })
  })

  it.each([email, sms, push])('leaves no parameter of the API unused: $kind', (content) => {
    const { name, input } = createRequest(content, send)

    expect(Object.keys(input).toSorted()).toEqual(Object.keys(api[name].input.shape).toSorted())
    expect(api[name].input.safeParse(input).success).toBe(true)
  })

  it('leaves out what is empty in a push message', () => {
    const { input } = createRequest({ ...push, ...emptyPush, data: [], scheduledAt: null }, send)

    expect(Object.keys(input).toSorted()).toEqual(
      ['contentAvailable', 'critical', 'draft', 'messageId', 'priority'].concat(
        ...['targets', 'title', 'topics', 'users'],
      ),
    )
  })

  it('gives the server’s own draft no time, which would lock it', () => {
    const { input } = createRequest(email, { messageId: 'm1', as: 'keep' })

    expect(input).toMatchObject({ draft: true })
    expect(input).not.toHaveProperty('scheduledAt')
  })
})

const emptyPush = {
  body: '',
  action: '',
  image: '',
  icon: '',
  sound: '',
  color: '',
  tag: '',
  badge: '',
}

describe('updateRequest', () => {
  it.each([email, sms, push])('leaves no parameter of the API unused: $kind', (content) => {
    const { name, input } = updateRequest(content, send)

    expect(Object.keys(input).toSorted()).toEqual(Object.keys(api[name].input.shape).toSorted())
    expect(api[name].input.safeParse(input).success).toBe(true)
  })

  it('empties what was emptied', () => {
    const { name, input } = updateRequest({ ...push, ...emptyPush, data: [] }, send)

    expect(input).toMatchObject({ body: '', icon: '', data: {} })
    expect(api[name].input.safeParse(input).success).toBe(true)
  })
})

describe('contentOfMessage', () => {
  const stored = (
    providerType: Message['providerType'],
    data: Record<string, unknown>,
  ): Message => ({
    $id: 'm1',
    $createdAt: '2026-11-22T10:00:00.000+00:00',
    $updatedAt: '2026-11-22T10:00:00.000+00:00',
    providerType,
    topics: ['news'],
    users: ['ann'],
    targets: ['t1'],
    scheduledAt: null,
    deliveredAt: null,
    deliveryErrors: [],
    deliveredTotal: 0,
    data,
    status: 'sent',
  })

  it('reads back every field of a push message', () => {
    const { input } = createRequest(push, send)
    const { title, body, data, action, icon, sound, color, tag, badge } =
      api.createPush.input.parse(input)
    const image = { bucketId: 'files', fileId: 'gracht', url: 'https://example.test' }
    const flags = { contentAvailable: true, critical: true, priority: 'normal' }
    const said = { title, body, data, action, icon, sound, color, tag, badge, image, ...flags }

    expect(contentOfMessage(stored('push', said))).toEqual({
      ...push,
      scheduledAt: null,
      data: [
        { name: 'deal', value: 'zrh', type: 'text' },
        { name: 'beds', value: '[12,38]', type: 'json' },
      ],
    })
  })

  it('reads back every field of an e-mail and of a text message', () => {
    const { subject, content, html, cc, bcc } = email
    const attachments = [{ bucketId: 'files', fileId: 'map' }]
    const data = { subject, content, html, cc, bcc, attachments }

    expect(contentOfMessage(stored('email', data))).toEqual({
      ...email,
      scheduledAt: null,
    })
    expect(contentOfMessage(stored('sms', { content: 'Track 11' }))).toEqual({
      ...sms,
      scheduledAt: null,
    })
  })

  it('fills in what an older server leaves out', () => {
    expect(contentOfMessage(stored('push', { title: 'Hi' }))).toEqual({
      ...emptyContent('push'),
      topics: ['news'],
      users: ['ann'],
      targets: ['t1'],
      title: 'Hi',
    })
  })
})
