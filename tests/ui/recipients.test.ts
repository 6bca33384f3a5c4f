import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, startWorkspace } from '../support/journey'

test('of many topics the first few stand before the text; the others are found and given back', async ({
  app,
}) => {
  await startWorkspace(app)
  const topics = Array.from({ length: 12 }, (_, at) => `topic-${at}`)
  for (const topicId of topics)
    await callBridge(app, 'createTopic', { topicId, name: `Line ${topicId.slice(6)}` })
  const { id: draftId, content } = (await callBridge(app, 'createDraft', { kind: 'email' })) as {
    readonly id: string
    readonly content: object
  }
  await callBridge(app, 'saveDraft', { draftId, content: { ...content, topics } })
  await openScreen(app, `/drafts/${draftId}`)

  const field = app.locator('[data-field="topics users targets"]')
  await expect(field.getByRole('button', { name: /^Line/ })).toHaveCount(4)
  await field.getByRole('button', { name: 'and 8 more' }).press('Enter')
  const picker = app.getByRole('dialog', { name: 'Who gets it' })
  await expect(picker.getByRole('checkbox')).toHaveCount(12)

  const find = picker.getByPlaceholder('Find among these')
  await find.fill('line 11')
  const box = picker.getByRole('checkbox', { name: 'Line 11' })
  await expect(picker.getByRole('checkbox')).toHaveCount(1)
  await find.press('ArrowDown')
  await expect(box).toBeFocused()
  await app.keyboard.press('Space')
  await expect(picker.getByRole('radio', { name: 'Chosen 11' })).toBeVisible()
  // What was given back by mistake can be taken again where it stands.
  await expect(box).toBeFocused()
  await expect(box).not.toBeChecked()

  await picker.getByRole('button', { name: 'Done' }).click()
  await expect(field.getByRole('button', { name: 'and 7 more' })).toBeVisible()
  await field.getByRole('button', { name: 'Remove Line 0' }).click()
  await expect(field.getByRole('button', { name: 'Line 4', exact: true })).toBeVisible()
  await expect(field.getByRole('button', { name: 'and 6 more' })).toBeVisible()
})
