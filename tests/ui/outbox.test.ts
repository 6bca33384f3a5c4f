import type { Page } from '@playwright/test'
import { expect, test as base } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { startProgram, temporaryFolder, type RunningProgram } from '../support/program'

/** A project whose server can be stopped and started again with the same address, key and data. */
interface Project {
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
  subjects(): Promise<readonly string[]>
}

const key = 'standard_0123456789'
const headers = {
  'x-appwrite-project': 'shop',
  'x-appwrite-key': key,
  'content-type': 'application/json',
}

const test = base.extend<{ readonly project: Project }>({
  project: async ({}, use) => {
    const folder = await temporaryFolder()
    const launch = (port: string): Promise<RunningProgram> =>
      startProgram([
        ...['engine', '--data', folder.path, '--secrets', 'memory', '--sandbox'],
        ...['--project', 'shop', '--key', key, '--port', port],
      ])
    let server = await launch('0')
    const url = server.ready['url'] ?? ''
    const post = (path: string, body: object): Promise<unknown> =>
      fetch(`${url}/messaging/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    await post('topics', { topicId: 'news', name: 'Newsletter' })
    await post('providers/smtp', {
      ...{ providerId: 'post', name: 'Post', host: 'smtp.example.test', enabled: true },
      ...{ fromName: 'Fernweh', fromEmail: 'hallo@example.test' },
    })
    await use({
      url,
      stop: async () => void (await server.stop()),
      start: async () => {
        server = await launch(new URL(url).port)
      },
      subjects: async () => {
        const reply = await fetch(`${url}/messaging/messages`, { headers })
        const page = (await reply.json()) as { messages: { data: { subject: string } }[] }
        return page.messages.map(({ data }) => data.subject)
      },
    })
    await server.stop()
    await folder.remove()
  },
})

const connect = async (app: Page, { url }: Project): Promise<void> => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await app.getByLabel('Endpoint').fill(url)
  await app.getByLabel('Project ID').fill('shop')
  await app.getByLabel('API key').fill(key)
  await app.getByRole('checkbox', { name: 'Lock sending until I unlock it' }).uncheck()
  await app.getByRole('button', { name: 'Check and add' }).click()
  await expect(app.getByRole('heading', { name: 'Campaigns' })).toBeVisible()
}

/** Locks sending from the profile, as its settings do. */
const setLocked = async (app: Page, locked: boolean): Promise<void> => {
  const state = (await callBridge(app, 'getAppState', {})) as { readonly activeProfileId: string }
  await callBridge(app, 'updateProfile', { profileId: state.activeProfileId, locked })
}

const write = async (app: Page, subject: string): Promise<void> => {
  await app.getByRole('link', { name: 'Campaigns', exact: true }).click()
  await app.getByRole('button', { name: 'New campaign' }).first().click()
  await app
    .getByRole('dialog', { name: 'What do you want to send?' })
    .getByRole('button', { name: 'Email' })
    .click()
  await app.getByRole('textbox', { name: 'Subject' }).fill(subject)
  await app.getByRole('textbox', { name: 'Text of the mail' }).fill('<p>Every evening.</p>')
  await expect(app.getByText('Saved locally')).toBeVisible()
}

test('what is written without a server waits in the outbox and goes out once it is released', async ({
  app,
  project,
}) => {
  await connect(app, project)
  await openScreen(app, '/outbox')
  await expect(app.getByText('Nothing waits to go out')).toBeVisible()
  await project.stop()

  await write(app, 'Night trains')
  await app.getByRole('button', { name: 'Publish draft' }).click()
  const dialog = app.getByRole('dialog', { name: 'Put “Night trains” into the outbox?' })
  await dialog.getByRole('button', { name: 'Put into the outbox' }).click()
  await expect(dialog).toBeHidden()
  await expect(app.getByText(/Offline since/)).toBeVisible()
  await write(app, 'Day trains')
  await app.getByRole('button', { name: 'Publish draft' }).click()
  await app.getByRole('button', { name: 'Put into the outbox' }).click()

  await app.getByRole('link', { name: 'In the outbox, waits for you' }).click()
  const row = (name: string) => app.getByRole('row', { name: new RegExp(name) })
  await expect(row('Night trains')).toContainText('Waits for you')
  await expect(app.getByText(/What you release goes out in this order, by itself/)).toBeVisible()
  await row('Day trains').focus()
  await app.keyboard.press('Alt+ArrowUp')
  await expect(app.locator('tr[data-key]').first()).toContainText('Day trains')

  await project.start()
  await app.getByRole('button', { name: 'Try now' }).click()
  await expect(app.getByText(/Offline since/)).toBeHidden()
  expect(await project.subjects()).toEqual([])

  await app.getByRole('button', { name: 'Release all (2)…' }).click()
  await app
    .getByRole('dialog', { name: 'Release 2 campaigns?' })
    .getByRole('button', { name: 'Release 2' })
    .click()
  await expect(app.getByText('Nothing waits to go out')).toBeVisible()
  await expect(app.getByText('“Night trains” is a draft of the project now')).toBeVisible()
  expect(await project.subjects()).toEqual(['Day trains', 'Night trains'])
})

test('sending without a server is offered as an entry of the outbox, which the key g o opens', async ({
  app,
  project,
}) => {
  await connect(app, project)
  await write(app, 'Night trains')
  await app.getByRole('button', { name: 'Add recipients' }).first().click()
  await app.getByRole('checkbox', { name: /Newsletter/ }).check()
  await app.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await expect(app.getByText('Saved locally')).toBeVisible()
  await project.stop()

  await app.getByRole('button', { name: 'Review and send…' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Put into the outbox' }).click()
  await expect(dialog).toBeHidden()
  await app.locator('main').click({ position: { x: 5, y: 5 } })
  await app.keyboard.press('g')
  await app.keyboard.press('o')

  await expect(app.getByRole('row', { name: /Night trains/ })).toContainText('Waits for you')
  await setLocked(app, true)
  await app.getByRole('button', { name: 'Release…' }).click()
  await expect(app.getByRole('dialog')).toContainText('Sending is locked')
  await setLocked(app, false)
  await expect(app.getByRole('dialog')).toContainText('It goes out once the server answers.')
  await app.getByRole('button', { name: 'Release and send' }).click()
  await expect(app.getByRole('row', { name: /Night trains/ })).toContainText(
    'Goes out when the server answers.',
  )
  await project.start()
  await app.getByRole('button', { name: 'Try now' }).click()

  await expect(app.getByText('“Night trains” is being sent')).toBeVisible()
  expect(await project.subjects()).toEqual(['Night trains'])
})
