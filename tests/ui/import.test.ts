import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'

const rows = Array.from(
  { length: 480 },
  (_, at) => `person-${at}@example.org;Person;Nr ${at};0171 55${1000 + at};Fr`,
)
const csv = [
  'E-Mail;Vorname;Nachname;Handy;Standbesuch',
  'h.kuehn@gmx.de;Henrike;Kühn;0171 5530123;Fr',
  ...rows,
  'not an address;Pia;Roth;;Sa',
  ';Nobody;;;Sa',
].join('\r\n')

const file = (text: string | Buffer, name = 'messe-koeln.csv') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
})

const startWorkspace = async (app: Page): Promise<void> => {
  await app.getByRole('radio', { name: /Start a local workspace/ }).click()
  await app.getByLabel('Name').fill('Werkstatt')
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await expect(app.getByRole('button', { name: /Switch profile/ })).toBeVisible()
}
const openTopic = async (app: Page): Promise<void> => {
  await startWorkspace(app)
  await app.getByRole('link', { name: 'Topics' }).click()
  await app.getByRole('button', { name: 'New topic' }).first().click()
  await app.getByLabel('Name').fill('Interrail 2027')
  await app.getByRole('button', { name: 'Create topic' }).click()
  await expect(app.getByRole('heading', { name: 'Interrail 2027' })).toBeVisible()
}

test('a spreadsheet becomes the subscribers of a topic, bad rows are saved, and it comes out again', async ({
  app,
}) => {
  await openTopic(app)
  await app.getByRole('button', { name: 'Import CSV…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Import into Interrail 2027' })
  // As a spreadsheet on a German Windows saves it.
  await dialog.locator('[data-file]').setInputFiles(file(Buffer.from(csv, 'latin1')))

  await expect(dialog.getByText('Henrike').first()).toBeVisible()
  await expect(dialog.locator('[data-outcome=invalid]')).toHaveText('482')
  await dialog.getByLabel('Country code for numbers without one').fill('+49')
  await expect(dialog.locator('[data-outcome=added]')).toHaveText('481')
  await expect(dialog.locator('[data-outcome=invalid]')).toHaveText('1')
  await expect(dialog.locator('[data-outcome=failed]')).toHaveText('1')

  await dialog.getByRole('button', { name: 'Add 481 people to Interrail 2027' }).click()
  await expect(dialog.getByText('Imported messe-koeln.csv')).toBeVisible()
  const download = app.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save 2 rows as CSV' }).click()
  const saved = await readFile(await (await download).path(), 'utf8')
  expect(saved.split('\r\n')).toHaveLength(4)
  expect(saved).toContain('not an address,Pia,Roth,,Sa,')
  await dialog.getByRole('button', { name: 'Done' }).click()

  await expect(app.getByText('Person Nr 479').first()).toBeVisible()
  const exported = app.waitForEvent('download')
  await app.getByRole('button', { name: 'Export CSV' }).click()
  const text = await readFile(await (await exported).path(), 'utf8')
  expect(text.trimEnd().split('\r\n')).toHaveLength(1 + 2 * 481)
})

test('an import that was stopped is gone on with from the same file, after a reload too', async ({
  app,
}) => {
  await startWorkspace(app)
  const many = Array.from({ length: 30_000 }, (_, at) => `p${at}@example.org,Person ${at}`)
  const large = file(['email,name', ...many].join('\n'), 'many.csv')
  await app.getByRole('link', { name: 'Audience' }).click()
  await app.getByRole('button', { name: 'Import CSV…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Import people' })
  await dialog.locator('[data-file]').setInputFiles(large)
  await dialog.locator('[data-start]').click()
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(dialog.getByText('Stopped. What was added stays.')).toBeVisible()

  await app.reload()
  await app.getByRole('button', { name: 'Import CSV…' }).first().click()
  await expect(dialog.getByText('many.csv')).toBeVisible()
  const chooser = app.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Continue…' }).click()
  await (await chooser).setFiles(large)
  await expect(dialog.getByText('Imported many.csv')).toBeVisible({ timeout: 50_000 })
  await expect(dialog.locator('[data-outcome=added]')).toHaveText('30,000')
})
