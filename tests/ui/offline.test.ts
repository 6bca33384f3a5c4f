import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { startProgram, temporaryFolder, type RunningProgram } from '../support/program'

/** A project on a server of its own; started again, it has the same address, key and data. */
const startProject = async (folder: string, port = '0'): Promise<RunningProgram> =>
  await startProgram([
    ...['engine', '--data', folder, '--secrets', 'memory', '--sandbox'],
    ...['--project', 'shop', '--key', 'standard_0123456789', '--port', port],
  ])

const connect = async (app: Page, url: string): Promise<void> => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await app.getByLabel('Endpoint').fill(url)
  await app.getByLabel('Project ID').fill('shop')
  await app.getByLabel('API key').fill('standard_0123456789')
  await app.getByRole('button', { name: 'Check and add' }).click()
  await expect(app.getByRole('heading', { name: 'Campaigns' })).toBeVisible()
}

test('a project whose server goes away stays readable, says since when, and comes back', async ({
  app,
}) => {
  const folder = await temporaryFolder()
  let server = await startProject(folder.path)
  const url = server.ready['url'] ?? ''
  const headers = {
    'x-appwrite-project': 'shop',
    'x-appwrite-key': 'standard_0123456789',
    'content-type': 'application/json',
  }
  const body = JSON.stringify({ topicId: 'news', name: 'Newsletter' })
  await fetch(`${url}/messaging/topics`, { method: 'POST', headers, body })
  try {
    await connect(app, url)
    await app.getByRole('link', { name: 'Topics', exact: true }).click()
    await expect(app.getByText('Newsletter').first()).toBeVisible()
    await app.getByRole('link', { name: 'Campaigns', exact: true }).click()
    await server.stop()

    await app.getByRole('link', { name: 'Topics', exact: true }).click()
    await expect(app.getByText(/Offline since \d\d:\d\d\./)).toBeVisible()
    await expect(app.getByText('Newsletter').first()).toBeVisible()
    await expect(app.getByText(/What you see was read/)).toBeVisible()

    server = await startProject(folder.path, new URL(url).port)
    await app.getByRole('button', { name: 'Try now' }).click()
    await expect(app.getByText(/Offline since/)).toBeHidden()
    await expect(app.getByText('Newsletter').first()).toBeVisible()
    await expect(app.getByText(/What you see was read/)).toBeHidden()
  } finally {
    await server.stop()
    await folder.remove()
  }
})
