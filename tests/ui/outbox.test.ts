import type { Page } from '@playwright/test'
import { expect, test as base } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { startShopProgram, type ShopProgram } from '../support/shop-program'

const test = base.extend<{ readonly project: ShopProgram }>({
  project: async ({}, use) => {
    const project = await startShopProgram()
    await project.rest('POST', '/messaging/topics', { topicId: 'news', name: 'Newsletter' })
    await use(project)
    await project.end()
  },
})

/** What the server has. */
const subjects = async ({ messages }: ShopProgram): Promise<readonly string[]> =>
  (await messages()).map(({ data }) => data.subject)

const connect = async (app: Page, { url, project, key }: ShopProgram): Promise<void> => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  await app.getByLabel('Endpoint').fill(url)
  await app.getByLabel('Project ID').fill(project)
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
  expect(await subjects(project)).toEqual([])

  await app.getByRole('button', { name: 'Release all (2)…' }).click()
  await app
    .getByRole('dialog', { name: 'Release 2 campaigns?' })
    .getByRole('button', { name: 'Release 2' })
    .click()
  await expect(app.getByText('Nothing waits to go out')).toBeVisible()
  await expect(app.getByText('“Night trains” is a draft of the project now')).toBeVisible()
  expect(await subjects(project)).toEqual(['Day trains', 'Night trains'])
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
  expect(await subjects(project)).toEqual(['Night trains'])
})

test('what is written after its release waits for another one, and only the newest text goes out', async ({
  app,
  project,
}) => {
  await project.rest('POST', '/messaging/messages/email', {
    ...{ messageId: 'trains', subject: 'Night trains', content: 'Every evening' },
    ...{ topics: ['news'], draft: true },
  })
  await connect(app, project)
  await app.getByRole('table').getByText('Night trains').click()
  await project.stop()
  await app.getByRole('button', { name: 'Edit', exact: true }).click()
  const subject = app.getByRole('textbox', { name: 'Subject' })
  await subject.fill('First')
  await expect(app.getByText('Saved locally')).toBeVisible()
  await app.getByRole('button', { name: 'Publish draft' }).click()
  await app.getByRole('button', { name: 'Put into the outbox' }).click()
  const row = app.locator('tr[data-key]')
  await app.getByRole('link', { name: 'In the outbox, waits for you' }).click()
  await row.getByRole('button', { name: 'Release' }).click()
  await expect(row).toContainText('Goes out when the server answers.')

  await row.click()
  await expect(subject).toHaveValue('First')
  await subject.fill('First and second')
  await app.getByRole('link', { name: 'In the outbox, waits for you' }).click()
  await expect(row).toHaveCount(1)
  await expect(row).toContainText('First and second')
  await expect(row).toContainText('Waits for you')
  await row.getByRole('button', { name: 'Release' }).click()
  await project.start()
  await app.getByRole('button', { name: 'Try now' }).click()

  await expect(app.getByText('Nothing waits to go out')).toBeVisible()
  expect(await subjects(project)).toEqual(['First and second'])
})

test('a project has no sandbox: its place says so, and leads to a workspace that has one', async ({
  app,
  project,
}) => {
  await callBridge(app, 'createLocalProfile', { name: 'Workshop' })
  await callBridge(app, 'connectProfile', {
    ...{ name: 'Shop', environment: 'staging', locked: false },
    ...{ endpoint: project.url, project: project.project, key: project.key },
  })
  await openScreen(app, '/sandbox')

  await expect(app.getByText('The sandbox is for local workspaces')).toBeVisible()
  await expect(app.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await app.getByRole('button', { name: 'Open Workshop' }).click()
  await expect(app.getByText('Nothing was sent here yet')).toBeVisible()
})
