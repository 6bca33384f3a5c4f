import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, startCampaign, startWorkspace } from '../support/journey'
import { startProgram } from '../support/program'

const subjectOf = (page: Page) => page.getByRole('textbox', { name: 'Subject' })
const textOf = (page: Page) => page.getByRole('textbox', { name: 'Text of the mail' })
const saved = (page: Page) => expect(page.getByText(/^Saved locally/)).toBeVisible()
/** Longer than the pause that ends a step. */
const pause = (page: Page) => page.waitForTimeout(900)

/** The path of the draft that is on the screen. */
const pathOf = (page: Page): string => new URL(page.url()).hash.slice(1)

test('whatever is written is undone in order, wherever it was, and after a restart too', async ({
  app,
  host,
  dataFolder,
  context,
}) => {
  await startWorkspace(app)
  await callBridge(app, 'createTopic', { topicId: 'news', name: 'Newsletter' })
  await startCampaign(app, 'Email')
  await subjectOf(app).pressSequentially('Night')
  await textOf(app).click()
  await app.keyboard.type('Every evening')
  await pause(app)
  await app.keyboard.type(' at ten')
  await app.getByRole('button', { name: 'Add recipients' }).first().click()
  await app.getByRole('checkbox', { name: /Newsletter/ }).check()
  await app.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await app.getByRole('radio', { name: 'Plain text' }).click()
  await subjectOf(app).focus()

  await app.keyboard.press('Control+z')
  await expect(app.getByText('Undid: HTML')).toBeVisible()
  await expect(app.getByRole('radio', { name: 'HTML' })).toBeChecked()
  await app.keyboard.press('Control+z')
  await expect(app.getByText('Undid: Topics')).toBeVisible()
  await expect(app.getByText('Newsletter')).toBeHidden()
  await app.keyboard.press('Control+z')
  await expect(textOf(app)).toHaveText('Every evening')
  await expect(textOf(app)).toBeFocused()
  await app.keyboard.press('Control+Shift+z')
  await expect(textOf(app)).toHaveText('Every evening at ten')
  await app.keyboard.press('Control+z')
  await saved(app)
  const path = pathOf(app)

  await app.close()
  await host.stop()
  const again = await startProgram(['serve', '--data', dataFolder])
  try {
    const page = await context.newPage()
    await page.goto(again.ready['url'] ?? '')
    await openScreen(page, path)
    await expect(textOf(page)).toHaveText('Every evening')
    await page.getByRole('button', { name: 'Redo' }).click()
    await expect(textOf(page)).toHaveText('Every evening at ten')
    for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press('Control+z')
    await expect(textOf(page)).toHaveText('')
    await expect(subjectOf(page)).toHaveValue('')
    await expect(subjectOf(page)).toBeFocused()
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
    await page.close()
  } finally {
    await again.stop()
  }
})

test('a save point brings a draft back to what it said, and a deleted draft comes back whole', async ({
  app,
}) => {
  await startWorkspace(app)
  await startCampaign(app, 'Email')
  await subjectOf(app).fill('First words')
  await app.keyboard.press('Control+s')
  await expect(app.getByText('Save point kept')).toBeVisible()
  await subjectOf(app).fill('Other words')
  await app.getByRole('button', { name: 'History' }).click()
  const drawer = app.getByRole('dialog', { name: 'History' })
  await expect(drawer.getByRole('list', { name: 'Versions' })).toContainText('Save point')
  await drawer.getByRole('button', { name: 'Restore this version' }).click()
  await expect(subjectOf(app)).toHaveValue('First words')
  await app.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(subjectOf(app)).toHaveValue('Other words')
  await saved(app)

  await app.getByRole('link', { name: 'Campaigns', exact: true }).click()
  await app.getByRole('row').filter({ hasText: 'Other words' }).hover()
  await app.getByRole('button', { name: 'Delete…' }).click()
  await app.getByRole('button', { name: 'Delete draft' }).click()
  await expect(app.getByRole('row').filter({ hasText: 'Other words' })).toBeHidden()
  await app.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await app.getByRole('row').filter({ hasText: 'Other words' }).click()
  await expect(app.getByRole('button', { name: 'Redo' })).toBeEnabled()
  await app.getByRole('button', { name: 'History' }).click()
  await expect(drawer.getByRole('list', { name: 'Versions' }).getByRole('button')).toHaveCount(2)
})

test('a draft that ends in one window is not lost in the other', async ({ app, context }) => {
  await startWorkspace(app)
  await startCampaign(app, 'Email')
  await subjectOf(app).fill('Night trains')
  await saved(app)
  const other = await context.newPage()
  await other.goto(new URL(`/#${pathOf(app)}`, app.url()).href)
  await expect(subjectOf(other)).toHaveValue('Night trains')
  const draftId = pathOf(app).split('/').at(-1) ?? ''

  await callBridge(app, 'deleteDrafts', { draftIds: [draftId] })
  await expect(other.getByText('Deleted in another window')).toBeVisible()
  await expect(subjectOf(other)).toHaveValue('Night trains')
  await other.getByRole('button', { name: 'Bring it back' }).click()
  await expect(other.getByText('Deleted in another window')).toBeHidden()
  await subjectOf(other).fill('Night trains again')
  await saved(other)

  await app.reload()
  await expect(subjectOf(app)).toHaveValue('Night trains again')
  await callBridge(other, 'deleteDrafts', { draftIds: [draftId] })
  await app.getByRole('button', { name: 'Keep as a new draft' }).click()
  await expect(app).not.toHaveURL(new RegExp(draftId))
  await expect(subjectOf(app)).toHaveValue('Night trains again')
  await saved(app)
  await other.close()
})

test('killing the whole app while somebody types loses at most a second of it', async ({
  app,
  host,
  dataFolder,
  context,
  complaints,
}) => {
  await startWorkspace(app)
  await startCampaign(app, 'Email')
  await textOf(app).click()
  const path = pathOf(app)
  const typed: { readonly at: number; readonly length: number }[] = []
  const letters = 'abcdefghij'.repeat(10)
  for (const letter of letters.slice(0, 70)) {
    await app.keyboard.type(letter)
    typed.push({ at: Date.now(), length: typed.length + 1 })
    await app.waitForTimeout(40)
  }
  host.process.kill('SIGKILL')
  const killedAt = Date.now()
  await app.close()
  complaints.length = 0

  const again = await startProgram(['serve', '--data', dataFolder])
  try {
    const page = await context.newPage()
    await page.goto(again.ready['url'] ?? '')
    await openScreen(page, path)
    await expect(textOf(page)).toHaveText(/^abcdef/)
    const left = ((await textOf(page).textContent()) ?? '').length
    const before = typed.filter(({ at }) => at < killedAt - 1000).at(-1)?.length ?? 0
    expect(before).toBeGreaterThan(10)
    expect(left).toBeGreaterThanOrEqual(before)
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect(textOf(page)).toHaveText('')
    await page.close()
  } finally {
    await again.stop()
  }
})
