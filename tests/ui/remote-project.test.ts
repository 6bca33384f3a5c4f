import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { expect, test as base } from '../support/app-page'
import { startCampaign } from '../support/journey'
import { startProgram, temporaryFolder } from '../support/program'
import { otherSelfSigned } from '../support/self-signed'
import { startTlsFront } from '../support/tls-front'

interface Project {
  readonly endpoint: string
  readonly project: string
  readonly key: string
  /** Its server gets another certificate, which nobody vouches for either. */
  renew(): void
}

/** A project of a server whose certificate nobody vouches for. */
const test = base.extend<{ readonly project: Project }>({
  project: async ({}, use) => {
    const folder = await temporaryFolder()
    const engine = await startProgram([
      ...['engine', '--data', folder.path, '--secrets', 'memory', '--sandbox'],
    ])
    const { url = '', project = '', key = '' } = engine.ready
    const front = await startTlsFront(url)
    const renew = () => front.renew(otherSelfSigned)
    await use({ endpoint: front.endpoint, project, key, renew })
    await front.close()
    await engine.stop()
    await folder.remove()
  },
})

/** From the welcome screen into the project, whose certificate is trusted on the way. */
const connect = async (page: Page, { endpoint, project, key }: Project): Promise<void> => {
  await page.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await page.getByLabel('Endpoint').fill(endpoint)
  await page.getByLabel('Project ID').fill(project)
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Check and add' }).click()
  await page.getByRole('checkbox', { name: 'Trust this certificate for this project' }).check()
  await page.getByRole('button', { name: 'Check and add' }).click()
  await expect(page.getByRole('button', { name: /^Switch profile/ })).toBeVisible()
}

/** The part of the settings about how that project is reached. */
const openConnection = async (page: Page, project: Project): Promise<Locator> => {
  await connect(page, project)
  await page.getByRole('link', { name: 'Settings' }).click()
  return page.getByRole('region', { name: 'Connection' })
}

const bytes = Buffer.alloc(6 * 1024 * 1024, 'Night train to Copenhagen\n')

test('a project is connected once its certificate is trusted, and its files go both ways', async ({
  app,
  project,
}) => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await app.getByLabel('Endpoint').fill(project.endpoint)
  await app.getByLabel('Project ID').fill(project.project)
  await app.getByLabel('API key').fill(project.key)
  await app.getByLabel('Name').fill('Workshop')
  await app.getByRole('button', { name: 'Check and add' }).click()

  await expect(app.getByRole('alert')).toContainText('self-signed and not trusted')
  await expect(app.getByText('It says that it is appwrite.internal')).toBeVisible()
  await app.getByRole('checkbox', { name: 'Trust this certificate for this project' }).check()
  await app.getByRole('button', { name: 'Check and add' }).click()
  await expect(app.getByRole('button', { name: 'Switch profile, now Workshop' })).toBeVisible()

  await app.getByRole('link', { name: 'Files' }).click()
  await app.getByRole('button', { name: 'New bucket' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Attachments')
  await dialog.getByRole('button', { name: 'Create bucket' }).click()
  await app
    .locator('[data-upload]')
    .setInputFiles({ name: 'trains.txt', mimeType: 'text/plain', buffer: bytes })
  const uploads = app.getByRole('region', { name: 'Uploads' })
  await expect(uploads.getByText('One file uploaded')).toBeVisible()

  await app.getByRole('table', { name: 'Files' }).getByText('trains.txt').click()
  const download = app.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download' }).click()
  expect((await readFile(await (await download).path())).equals(bytes)).toBe(true)
})

test('a key is tried before it replaces the stored one, and can be forgotten', async ({
  app,
  project,
}) => {
  await connect(app, project)
  await app.getByRole('link', { name: 'Settings' }).click()

  await app.getByRole('button', { name: 'API key' }).click()
  await app.getByLabel('API key').fill('standard_wrong')
  await app.getByRole('button', { name: 'Save connection' }).click()
  await expect(app.getByRole('alert')).toContainText('The server knows no such key')

  await app.getByRole('button', { name: 'Forget key…' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Forget key' }).click()
  await expect(app.getByText('The key was forgotten')).toBeVisible()
  await expect(app.getByText('It is out of reach. Enter it again')).toBeVisible()
  await expect(app.getByText(/^No key for /)).toBeVisible()

  await app.getByLabel('API key').fill(project.key)
  await app.getByRole('button', { name: 'Save connection' }).click()
  await expect(app.getByRole('button', { name: 'Forget key…' })).toBeVisible()
  await expect(app.getByText('16 of 16 scopes')).toBeVisible()
})

test('a replaced certificate is trusted in the settings, seen beside the old one, with the stored key', async ({
  app,
  project,
}) => {
  const section = await openConnection(app, project)
  project.renew()

  await section.getByRole('button', { name: 'Check connection' }).click()
  await expect(section.getByRole('alert')).toContainText('Somebody may be listening in')
  await expect(section).toContainText('signed by localhost')
  await expect(section.locator('dd')).toHaveText([/^([\dA-F]{2}:){31}/, /^([\dA-F]{2}:){31}/])
  const save = section.getByRole('button', { name: 'Save connection' })
  await expect(save).toBeDisabled()

  await section.getByRole('checkbox', { name: 'Trust the new certificate' }).check()
  await save.click()
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()
  await expect(section.getByRole('checkbox')).toBeHidden()
  await expect(section.getByText('16 of 16 scopes')).toBeVisible()
  await app.getByRole('link', { name: 'Topics' }).click()
  await expect(app.getByRole('button', { name: 'New topic' }).first()).toBeEnabled()
  await expect(app.getByText(/^Offline since/)).toBeHidden()
})

test('an added project says what its key may do, and moves only with the key of where it goes', async ({
  app,
  project,
}) => {
  const section = await openConnection(app, project)

  await section.getByRole('button', { name: 'Check connection' }).click()
  await expect(section.getByText('Write, send and follow campaigns')).toBeVisible()

  await section.getByLabel('Project ID').fill('another')
  await expect(section.getByText('This will be another project')).toBeVisible()
  await section.getByRole('button', { name: 'Save connection' }).click()
  await expect(section.getByRole('alert')).toContainText('Create one in the Appwrite console')
  await section.getByLabel('API key').fill(project.key)
  await section.getByRole('button', { name: 'Save connection' }).click()
  await expect(section.getByRole('alert')).toContainText('no project with this ID')

  await section.getByLabel('Project ID').fill(project.project)
  await section.getByRole('button', { name: 'Save connection' }).click()
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()
  await expect(section.getByRole('button', { name: 'Check connection' })).toBeVisible()
})

test('a profile has a colour of its own wherever it is named', async ({ app, project }) => {
  await connect(app, project)
  await app.getByRole('link', { name: 'Settings' }).click()
  const own = app.getByRole('radio', { name: 'As its environment' })
  await expect(own).toBeChecked()
  await own.press('ArrowRight')
  await expect(app.getByRole('radio', { name: 'Teal' })).toBeChecked()
  await app.getByRole('radio', { name: 'Plum' }).click()
  await app.getByRole('button', { name: 'Save changes' }).click()
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()

  const square = app.getByRole('button', { name: /^Switch profile/ }).locator('.square')
  await expect(square).toHaveCSS('background-color', 'rgb(138, 63, 158)')
  await expect(app).toHaveTitle(/ · Production · Sendwright$/)
  await app.getByRole('link', { name: 'Campaigns' }).click()
  await startCampaign(app, 'Email')
  const tab = app.getByRole('navigation', { name: 'Open drafts' }).locator('.tab')
  await expect(tab).toBeVisible()
  const edge = await tab.evaluate(
    (element) => getComputedStyle(element, '::before').backgroundColor,
  )
  expect(edge).toBe('rgb(138, 63, 158)')
})

test('a project is duplicated without its key when that is not wanted', async ({
  app,
  project,
}) => {
  await connect(app, project)
  await app.getByRole('link', { name: 'Settings' }).click()
  await app.getByRole('button', { name: 'Duplicate…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByRole('checkbox', { name: 'Copy the API key too' })).toBeChecked()
  await expect(dialog).toContainText('it is kept in memory, never written to disk')
  await dialog.getByLabel('Name of the copy').fill('Twin')
  await dialog.getByRole('checkbox', { name: 'Copy the API key too' }).uncheck()
  await expect(dialog).toContainText('The copy asks for a key')
  await dialog.getByRole('button', { name: 'Duplicate profile' }).click()

  await expect(app.getByRole('button', { name: 'Switch profile, now Twin' })).toBeVisible()
  await expect(app.getByText(/^No key for /)).toBeVisible()
})

test('a key that the server does not know is said under the key', async ({ app, project }) => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await app.getByLabel('Endpoint').fill(project.endpoint)
  await app.getByLabel('Project ID').fill(project.project)
  await app.getByLabel('API key').fill('standard_wrong')
  await app.getByRole('button', { name: 'Check and add' }).click()
  await app.getByRole('checkbox', { name: 'Trust this certificate for this project' }).check()
  await app.getByRole('button', { name: 'Check and add' }).click()

  await expect(app.getByRole('alert')).toContainText('The server knows no such key')
})
test('a production project is locked until the band unlocks it', async ({ app, project }) => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await app.getByLabel('Endpoint').fill(project.endpoint)
  await app.getByLabel('Project ID').fill(project.project)
  await app.getByLabel('API key').fill(project.key)
  await expect(app.getByRole('checkbox', { name: 'Lock sending until I unlock it' })).toBeChecked()
  await app.getByRole('button', { name: 'Check and add' }).click()
  await app.getByRole('checkbox', { name: 'Trust this certificate for this project' }).check()
  await app.getByRole('button', { name: 'Check and add' }).click()

  const band = app.getByRole('region', { name: 'State of this profile' })
  await expect(band).toContainText('sending is locked')
  await band.getByRole('button', { name: 'Unlock for 15 min' }).click()
  await expect(band).toContainText(/sending is unlocked for 1[45]:\d\d/)
  await band.getByRole('button', { name: 'Lock now' }).click()
  await expect(band).toContainText('sending is locked')
})
