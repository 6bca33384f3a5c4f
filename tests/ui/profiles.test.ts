import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { addTopic, people, startCampaign, startWorkspace } from '../support/journey'

/** A draft about night trains; ends in the settings. */
const writeDraft = async (app: Page): Promise<void> => {
  await startCampaign(app, 'Email')
  await app.getByRole('textbox', { name: 'Subject' }).fill('Night trains')
  await expect(app.getByText('Saved locally')).toBeVisible()
  await app.getByRole('link', { name: 'Settings' }).click()
}

test('profiles are duplicated, saved as a file, removed with their drafts moved, and brought back', async ({
  app,
}) => {
  await startWorkspace(app)
  await app.getByRole('link', { name: 'Settings' }).click()
  await app.getByRole('button', { name: 'Duplicate…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByLabel('Name of the copy').fill('Trial')
  await dialog.getByRole('button', { name: 'Duplicate profile' }).click()
  await expect(app.getByRole('button', { name: 'Switch profile, now Trial' })).toBeVisible()

  const download = app.waitForEvent('download')
  await app.getByRole('button', { name: 'Export profiles' }).click()
  const path = await (await download).path()
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
    profiles: [{ name: 'My workspace' }, { name: 'Trial' }],
  })

  await app.getByRole('link', { name: 'Campaigns' }).click()
  await writeDraft(app)
  await app.getByRole('button', { name: 'Remove…' }).click()
  await expect(dialog).toContainText('Move to My workspace')
  await expect(dialog).toContainText('still name the people, topics and files of Trial')
  await dialog.getByRole('button', { name: 'Remove Trial' }).click()
  await expect(app.getByRole('button', { name: 'Switch profile, now My workspace' })).toBeVisible()
  await expect(app.getByRole('table').getByText('Night trains')).toBeVisible()

  await app.getByRole('link', { name: 'Settings' }).click()
  await app.locator('[data-import-profiles]').setInputFiles(path)
  await expect(app.getByText('One profile was added')).toBeVisible()
  await app.locator('[data-import-profiles]').setInputFiles(path)
  await expect(app.getByRole('status').filter({ hasText: 'No profile was added' })).toContainText(
    /“My workspace” \(0 campaigns, 0 people, 0 providers · .+ · last changed .+\) is here already/,
  )
})

test('a kept workspace is told from others and deleted where it is listed, once its name is typed', async ({
  app,
}) => {
  await startWorkspace(app)
  await addTopic(app, people)
  await app.getByRole('link', { name: 'Campaigns' }).click()
  await writeDraft(app)
  await app.getByRole('button', { name: 'Remove…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove My workspace' }).click()

  const kept = app.getByRole('region', { name: 'Or open a kept workspace' })
  await expect(kept).toContainText(
    /0 campaigns, 3 people, 0 providers · [\d.]+ [kM]B · last changed .+ · one draft/,
  )
  const ask = kept.getByRole('button', { name: 'Delete… My workspace' })
  await ask.click()
  await expect(dialog).toContainText(/3 people, 0 providers and one draft are lost/)
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await app.keyboard.press('Escape')
  await expect(ask).toBeFocused()
  await ask.click()
  const confirm = dialog.getByRole('button', { name: 'Delete My workspace' })
  await dialog.getByLabel('Type My workspace to delete everything').fill('My work')
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Type My workspace to delete everything').fill('My workspace')
  await confirm.click()

  await expect(app.getByText('My workspace was deleted')).toBeVisible()
  await expect(kept).toBeHidden()
  expect(await callBridge(app, 'listKeptProfiles', {})).toEqual({ kept: [] })
})

test('a workspace is removed with its files kept and opened again, or deleted once its name is typed', async ({
  app,
  dataFolder,
}) => {
  await startWorkspace(app)
  await addTopic(app, people)
  await app.getByRole('link', { name: 'Campaigns' }).click()
  await writeDraft(app)

  const dialog = app.getByRole('dialog', { name: 'Remove My workspace?' })
  await app.getByRole('button', { name: 'Remove…' }).click()
  await expect(dialog).toContainText('It holds 0 campaigns, 3 people and 0 providers.')
  await expect(dialog).toContainText(dataFolder)
  await expect(dialog).toContainText('Keep them with the files')
  await dialog.getByRole('button', { name: 'Remove My workspace' }).click()

  await expect(app.getByRole('heading', { name: /Write it/ })).toBeVisible()
  await app.getByRole('button', { name: 'Open My workspace' }).click()
  await expect(app.getByRole('table').getByText('Night trains')).toBeVisible()
  await app.getByRole('link', { name: 'Topics' }).click()
  await expect(app.getByRole('heading', { name: 'Newsletter' })).toBeVisible()

  await app.getByRole('link', { name: 'Settings' }).click()
  await app.getByRole('button', { name: 'Remove…' }).click()
  await dialog.getByText('Delete everything', { exact: true }).click()
  await expect(dialog).toContainText('Keep them for another profile')
  const confirm = dialog.getByRole('button', { name: 'Delete My workspace' })
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Type My workspace to delete everything').fill('My workspace')
  await confirm.click()

  await expect(app.getByRole('heading', { name: /Write it/ })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Open My workspace' })).toBeHidden()
  await startWorkspace(app)
  await expect(
    app.getByText('One draft of the removed profile “My workspace” was kept'),
  ).toBeVisible()
  await app.getByRole('button', { name: 'Move here' }).click()
  await expect(app.getByRole('table').getByText('Night trains')).toBeVisible()
  await expect(app.getByText(/of the removed profile/)).toBeHidden()
})
