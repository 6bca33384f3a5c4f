import type { Draft } from '@contract/drafts'
import { apiError, type ErrorType } from '@contract/errors'
import type { Message } from '@contract/messages'
import { compareContents, contentToChange } from '@main/drafts/compare'
import { changeMessage, refuseUnchangeable } from '@main/drafts/hand-over'
import { expect, test } from 'vitest'

const message = (part: Partial<Message>): Message => ({
  ...{ $id: 'm', $createdAt: '2026-11-01T00:00:00.000Z', $updatedAt: '2026-11-01T00:00:00.000Z' },
  ...{ providerType: 'sms', topics: ['news'], users: [], targets: [], data: { content: 'Old' } },
  ...{ scheduledAt: null, deliveredAt: null, deliveryErrors: [], deliveredTotal: 0 },
  status: 'draft',
  ...part,
})
/** As a real Appwrite shows a text message that waits for its time. */
const scheduledText = message({ status: 'scheduled' })

test('a scheduled text message of Appwrite is known as one that nobody can change', () => {
  const said = contentToChange(scheduledText)

  expect(() => refuseUnchangeable(scheduledText)).toThrow(/neither change nor call off/)
  expect(compareContents(said, said, scheduledText, scheduledText.$updatedAt)).toEqual({
    state: 'fixed',
    updatedAt: scheduledText.$updatedAt,
    fields: [],
  })
})

test('one whose time is told can be changed, as in an engine of our own', () => {
  const told = message({ status: 'scheduled', scheduledAt: '2027-01-01T00:00:00.000Z' })

  expect(() => refuseUnchangeable(told)).not.toThrow()
})

test.each<ErrorType>([
  'message_already_scheduled',
  'message_missing_schedule',
  'schedule_not_found',
])('a server that answers %s for ever leads to a new campaign', async (type) => {
  const stored = message({ scheduledAt: '2026-11-02T00:00:00.000Z' })
  const backend = {
    call: async (name: string): Promise<unknown> => {
      if (name === 'getMessage') return stored
      throw apiError(type)
    },
  }
  const draft: Draft & { readonly updates: NonNullable<Draft['updates']> } = {
    ...{ id: 'd', messageId: 'x', revision: 1, createdAt: '', updatedAt: '' },
    content: { ...contentToChange(stored), content: 'New' } as Draft['content'],
    updates: { messageId: 'm', updatedAt: stored.$updatedAt },
  }

  await expect(changeMessage(backend, draft, 'keep')).rejects.toMatchObject({
    type,
    message: expect.stringMatching(/Make yours a new campaign/),
  })
})
