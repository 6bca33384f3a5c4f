import type { Draft } from '@contract/drafts'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

/** A draft for two topics that share Ann, for a person without an address, and for a topic that is gone. */
const openDraft = async (app: Page): Promise<void> => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Workshop' })
  for (const providerId of ['office', 'shop'])
    await call('createProvider', {
      ...{ kind: 'smtp', providerId, name: providerId, host: '127.0.0.1' },
      ...{ fromEmail: 'hi@fernweh.example', enabled: true },
    })
  for (const topicId of ['news', 'offers', 'old'])
    await call('createTopic', { topicId, name: topicId })
  for (const [userId, topics] of Object.entries({ ann: ['news', 'offers'], ben: ['news'] })) {
    await call('createUser', { userId, name: userId.toUpperCase() })
    await call('createTarget', {
      ...{ userId, targetId: userId, providerType: 'email', identifier: `${userId}@news.example` },
      ...(userId === 'ben' && { providerId: 'shop' }),
    })
    for (const topicId of topics)
      await call('createSubscriber', {
        topicId,
        subscriberId: `${topicId}-${userId}`,
        targetId: userId,
      })
  }
  await call('createUser', { userId: 'silent', name: 'SILENT' })
  const draft = (await call('createDraft', {})) as Draft
  const content = { ...draft.content, subject: 'Night train', content: 'Text' }
  const audience = { topics: ['news', 'offers', 'old'], users: ['silent'] }
  await call('saveDraft', { draftId: draft.id, content: { ...content, ...audience } })
  await call('deleteTopic', { topicId: 'old' })
  await openScreen(app, `/drafts/${draft.id}`)
}

test('the X-ray is an equation whose terms show who is meant, and one person’s path', async ({
  app,
}) => {
  await openDraft(app)
  await app.getByRole('link', { name: 'See who gets it' }).click()

  const term = (name: RegExp) => app.getByRole('group').getByRole('button', { name })
  await expect(app.getByRole('heading', { name: 'Who gets “Night train”' })).toBeVisible()
  await expect(app.getByText('5listed in 4 places')).toBeVisible()
  await expect(term(/^1 duplicates$/)).toBeVisible()
  await expect(term(/^2 left out$/)).toBeVisible()
  await expect(term(/^2 get it once$/)).toHaveAttribute('aria-pressed', 'true')
  await expect(app.getByRole('list', { name: 'Through' })).toContainText('office 1')

  const rows = app.getByRole('row')
  await expect(rows.filter({ hasText: 'BEN' })).toContainText('shop')
  await app.getByPlaceholder('Find a person or address').fill('ben@')
  await expect(rows).toHaveCount(2)
  await app.getByPlaceholder('Find a person or address').fill('')

  await term(/duplicates/).click()
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1)).toContainText('news, offers')
  await rows.nth(1).click()
  const path = app.getByRole('complementary', { name: 'Why ANN gets exactly one message' })
  await expect(path).toContainText('Listed 2 times')
  await expect(path).toContainText('the oldest one that is switched on is used')
  await path.getByRole('button', { name: 'Close' }).click()
  await expect(path).toBeHidden()

  await term(/left out/).click()
  await expect(rows.filter({ hasText: 'SILENT' })).toContainText('No email address')
  await rows.filter({ hasText: 'There is no topic old' }).click()
  await expect(app.getByText('Take it out in the composer')).toBeVisible()

  await callBridge(app, 'createUser', { userId: 'cy', name: 'CY', email: 'cy@news.example' })
  await app.getByRole('button', { name: 'Count again' }).click()
  await app.getByRole('link', { name: 'Composer' }).click()
  await expect(app.getByLabel('Subject')).toHaveValue('Night train')
})
