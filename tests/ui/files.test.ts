import { readFile } from 'node:fs/promises'
import { expect, test } from '../support/app-page'

/** One red dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const notes = 'Night train to Copenhagen\n'

test('files are uploaded, looked at, downloaded and deleted', async ({ app }) => {
  await app.getByRole('radio', { name: /Start a local workspace/ }).click()
  await app.getByLabel('Name').fill('Workshop')
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await app.getByRole('link', { name: 'Files' }).click()

  await app.getByRole('button', { name: 'New bucket' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Attachments')
  await dialog.getByLabel('Bucket ID').fill('attachments')
  await dialog.getByLabel('Largest file, in MB').fill('1.5')
  await dialog.getByLabel('Allowed endings').fill('.PNG, txt')
  await dialog.getByRole('button', { name: 'Create bucket' }).click()
  await expect(app.getByRole('heading', { name: 'Attachments' })).toBeVisible()
  await expect(app.getByText('up to 1.5 MB, png, txt').first()).toBeVisible()

  await app.locator('[data-upload]').setInputFiles([
    { name: 'dot.png', mimeType: 'image/png', buffer: png },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from(notes) },
    { name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(1_500_001) },
    { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
  ])
  const uploads = app.getByRole('region', { name: 'Uploads' })
  await expect(uploads.getByText('2 files uploaded')).toBeVisible()
  await expect(uploads.getByText('This bucket takes files up to 1.5 MB.')).toBeVisible()
  await expect(uploads.getByText('This bucket takes only png, txt.')).toBeVisible()
  await uploads.getByRole('button', { name: 'Close' }).click()

  const table = app.getByRole('table', { name: 'Files' })
  await expect(table.getByRole('row')).toHaveCount(3)
  await table.getByRole('button', { name: 'Name' }).click()
  await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await expect(table.getByRole('row').nth(1)).toContainText('dot.png')

  await table.getByText('dot.png').click()
  const picture = dialog.getByRole('img', { name: 'Preview of dot.png' })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1)
  await expect(dialog.getByText(/^attachments:\w+$/)).toBeVisible()
  await app.keyboard.press('Escape')

  await table.getByText('notes.txt').click()
  await expect(dialog.getByRole('region', { name: 'Preview of notes.txt' })).toHaveText(notes)
  const download = app.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toBe(notes)
  await dialog.getByRole('button', { name: 'Delete…' }).click()
  await app.getByRole('button', { name: 'Delete file' }).click()
  await expect(app.getByText('notes.txt was deleted')).toBeVisible()
  await expect(table.getByRole('row')).toHaveCount(2)

  await app.getByRole('button', { name: 'Delete bucket' }).click()
  await expect(dialog.getByText('The file in it is deleted too.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Delete bucket' }).click()
  await expect(app.getByText('No bucket yet')).toBeVisible()
})
