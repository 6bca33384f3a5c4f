import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'

const startWorkspace = async (app: Page, name: string): Promise<void> => {
  await app.getByRole('radio', { name: /Start a local workspace/ }).click()
  await app.getByLabel('Name').fill(name)
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await expect(app.getByRole('button', { name: `Switch profile, now ${name}` })).toBeVisible()
}

/** The address of the app with the cookie that it has by now. */
const openAt = async (app: Page, hash: string): Promise<void> => {
  await app.goto(new URL(`/#${hash}`, app.url()).href)
}

const sandboxBand = (app: Page) =>
  app
    .getByRole('region', { name: 'State of this profile' })
    .getByText('Sandbox: nothing leaves this computer')

test('a workspace starts as a sandbox and is still there after a reload', async ({ app }) => {
  await expect(app.getByRole('heading', { level: 1 })).toHaveText(/Write it, see who gets it/)

  await startWorkspace(app, 'Werkstatt')
  await expect(sandboxBand(app)).toBeVisible()

  await app.reload()
  await expect(app.getByRole('button', { name: 'Switch profile, now Werkstatt' })).toBeVisible()
  await expect(sandboxBand(app)).toBeVisible()
})

test('a workspace without a name is not started, and the field says why', async ({ app }) => {
  await app.getByLabel('Name').fill('  ')
  await app.getByRole('button', { name: 'Start workspace' }).click()

  await expect(app.getByRole('alert')).toHaveText('Give it a name of up to 64 characters')
  await expect(app.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
})

test('a tooltip is dark with light letters, whatever the theme', async ({ app }) => {
  await startWorkspace(app, 'Werkstatt')
  await openAt(app, '/sandbox')
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.emulateMedia({ colorScheme })
    await app.getByRole('button', { name: 'Faults…' }).hover()
    const tip = app.locator('.n-tooltip')
    await expect(tip).toHaveText('Faults…')
    const [ground, letters] = await tip.evaluate((element) => {
      const { backgroundColor, color } = getComputedStyle(element)
      return [backgroundColor, color].map((value) => Number(/\d+/.exec(value)?.[0]))
    })
    expect(ground, colorScheme).toBeLessThan(80)
    expect(letters, colorScheme).toBeGreaterThan(200)
    await app.mouse.move(0, 0)
    await expect(tip).toBeHidden()
  }
})

test('a name that is cut off is shown in whole under the pointer', async ({ app }) => {
  const name = 'Werkstatt of the north, with all of its ferries'
  await startWorkspace(app, name)
  const cut = app.getByRole('button', { name: /^Switch profile/ }).getByText(name)
  await expect(cut).not.toHaveAttribute('title')
  await cut.hover()
  await expect(cut).toHaveAttribute('title', name)
  const whole = app.getByRole('heading', { name: 'Campaigns' })
  await whole.hover()
  await expect(whole).not.toHaveAttribute('title')
})

test('a server that does not answer is said under the endpoint, and nothing typed is lost', async ({
  app,
}) => {
  await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
  // Port 1 is reserved: nothing listens there.
  await app.getByLabel('Endpoint').fill('http://127.0.0.1:1/v1')
  await app.getByLabel('Project ID').fill('fernweh')
  await app.getByLabel('API key').fill('standard_0123456789abcdef')
  await app.getByRole('button', { name: 'Check and add' }).click()

  const endpoint = app.getByLabel('Endpoint')
  const problem = app.getByRole('alert')
  await expect(problem).toBeVisible()
  expect(await endpoint.getAttribute('aria-describedby')).toBe(await problem.getAttribute('id'))
  await expect(app.getByLabel('Project ID')).toHaveValue('fernweh')
  await expect(app.getByLabel('API key')).toHaveValue('standard_0123456789abcdef')
})

test('leaving the sandbox is an explicit act that the settings can undo', async ({ app }) => {
  await startWorkspace(app, 'Werkstatt')
  const turnOff = app
    .getByRole('region', { name: 'State of this profile' })
    .getByRole('button', { name: 'Turn off…' })

  await turnOff.click()
  const dialog = app.getByRole('dialog', { name: 'Turn the sandbox off for Werkstatt?' })
  const cancel = dialog.getByRole('button', { name: 'Cancel' })
  await expect(cancel).toBeFocused()
  await app.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(turnOff).toBeFocused()

  await turnOff.click()
  // The dialog gives the focus to Cancel once it is open, and would take it from the other button.
  await expect(cancel).toBeFocused()
  const confirm = dialog.getByRole('button', { name: 'Turn sandbox off' })
  await confirm.focus()
  await app.keyboard.press('Enter')
  await expect(dialog, 'Enter does not let messages out').toBeVisible()
  await confirm.click()
  await expect(sandboxBand(app)).toBeHidden()

  await openAt(app, '/settings')
  await app.getByRole('button', { name: 'Turn on' }).click()
  await expect(sandboxBand(app)).toBeVisible()
})

test('the theme is kept, and the window follows it at once', async ({ app }) => {
  await startWorkspace(app, 'Werkstatt')
  await openAt(app, '/settings')

  await app.getByRole('radio', { name: 'Dark' }).click()
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark')
  await app.reload()
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark')

  await app.getByRole('radio', { name: 'As the system' }).click()
  await app.emulateMedia({ colorScheme: 'light' })
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'light')
  await app.emulateMedia({ colorScheme: 'dark' })
  await expect(app.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('profiles are added, switched by keyboard and removed', async ({ app }) => {
  await startWorkspace(app, 'Werkstatt')
  await app.getByRole('button', { name: 'Switch profile, now Werkstatt' }).click()
  await app.getByRole('menuitem', { name: 'Add profile…' }).click()
  await startWorkspace(app, 'Spielwiese')

  await app.getByRole('button', { name: 'Switch profile, now Spielwiese' }).focus()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('menuitemradio', { name: /Spielwiese/ })).toBeFocused()
  await app.keyboard.press('ArrowUp')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('button', { name: 'Switch profile, now Werkstatt' })).toBeFocused()

  for (const name of ['Werkstatt', 'Spielwiese']) {
    await openAt(app, '/settings')
    await app.getByRole('button', { name: 'Remove…' }).click()
    const dialog = app.getByRole('dialog', { name: `Remove ${name}?` })
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await dialog.getByRole('button', { name: `Remove ${name}` }).click()
    await expect(dialog).toBeHidden()
    if (name === 'Spielwiese') break
    await expect(app.getByRole('button', { name: 'Switch profile, now Spielwiese' })).toBeVisible()
  }
  await expect(app.getByRole('heading', { name: /Write it/ })).toBeVisible()
})

test('keys go to screens and list themselves, but not while somebody types', async ({ app }) => {
  await startWorkspace(app, 'Werkstatt')
  await app.keyboard.press('g')
  await app.keyboard.press('p')
  await expect(app.getByRole('heading', { name: 'Providers', level: 1 })).toBeVisible()

  await app.keyboard.press('ControlOrMeta+,')
  await expect(app.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await app.keyboard.press('?')
  const sheet = app.getByRole('dialog', { name: 'Keys' })
  await expect(sheet).toBeVisible()
  await expect(sheet).toContainText('Review and send')
  // A browser keeps Ctrl N for itself.
  await expect(sheet).not.toContainText('New campaign')
  await app.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await app.getByLabel('Name').fill('')
  await app.getByLabel('Name').pressSequentially('gp?')
  await expect(app.getByLabel('Name')).toHaveValue('gp?')
  await expect(app.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
})

test('a lost connection is said', async ({ host, page }) => {
  await page.goto(host.ready.url ?? '')
  await startWorkspace(page, 'Werkstatt')

  await host.stop()

  await expect(page.getByText('Connection to Sendwright lost, reconnecting…')).toBeVisible()
})
