import type { PushContent } from '@contract/drafts'
import { expect, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

/* Appwrite's PATCH cannot take an image or a badge away: left out, they stay (behaviour 2.9). */

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A draft that changes a push message with an image and a badge. */
const setUp = async () => {
  const { engine, address } = await startRemoteProject()
  await engine.call('createBucket', { bucketId: 'files', name: 'Files' })
  for (const fileId of ['old', 'new']) {
    const file = { name: `${fileId}.png`, mimeType: 'image/png', base64: png }
    await engine.call('createFile', { bucketId: 'files', fileId, file })
  }
  await engine.call('createPush', {
    ...{ messageId: 'm', title: 'Hello', body: 'Text', image: 'files:old', badge: 3, draft: true },
  })
  const { launchEngine } = createRecordedEngines()
  const { call } = await openTestStudio({ dataFolder: temporaryFolder(), launchEngine })
  await call('connectProfile', { name: 'Shop', environment: 'staging', ...address })
  const { id: draftId, content } = await call('editMessage', { messageId: 'm' })
  const publish = async (part: Partial<PushContent>) => {
    await call('saveDraft', { draftId, content: { ...content, ...part } as PushContent })
    return await call('sendDraft', { draftId, as: 'keep' })
  }
  return { call, draftId, publish, stored: () => engine.call('getMessage', { messageId: 'm' }) }
}

test.each([
  ['image', { image: '', title: 'Mine' }],
  ['badge', { badge: '', title: 'Mine' }],
])('an %s that was taken away is not said to be gone', async (field, part) => {
  const { call, draftId, publish, stored } = await setUp()
  const before = await stored()

  await expect(publish(part)).rejects.toMatchObject({
    type: 'desktop_field_kept',
    message: expect.stringContaining(field),
  })

  expect(await stored()).toEqual(before)
  expect(await call('getDraft', { draftId })).toMatchObject({ content: part })
})

test('it can be another one, and a new campaign goes without it', async () => {
  const { publish, stored } = await setUp()
  await publish({ image: 'files:new', badge: '0' })
  expect(await stored()).toMatchObject({ data: { image: { fileId: 'new' }, badge: 0 } })

  const other = await setUp()
  await other.call('detachDraft', { draftId: other.draftId })
  const { messageId } = await other.publish({ image: '', badge: '' })
  const { data } = await other.call('getMessage', { messageId })
  expect(data).not.toHaveProperty('image')
  expect(data).not.toHaveProperty('badge')
})
