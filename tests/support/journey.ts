import { expect, type Locator, type Page } from '@playwright/test'

/** The people of the first campaign. */
export const people = ['ada@example.org', 'grace@example.org', 'linus@example.org'] as const

/** From the welcome screen into a new workspace of this computer. */
export const startWorkspace = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Start workspace' }).click()
  await expect(page.getByRole('heading', { name: 'Campaigns' })).toBeVisible()
  await expect(page.getByText('Sandbox: nothing leaves this computer')).toBeVisible()
}

/** Loads a screen anew: going from one hash to another would leave the page to what it was about to do. */
export const openScreen = async (page: Page, path: string): Promise<void> => {
  const { origin } = new URL(page.url())
  await page.goto('about:blank')
  await page.goto(`${origin}/#${path}`)
}

/** Leaves the sandbox through its band. */
export const leaveSandbox = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Turn off…' }).first().click()
  await page.getByRole('button', { name: 'Turn sandbox off' }).click()
  await expect(page.getByText('Sandbox: nothing leaves this computer')).toBeHidden()
}

const goTo = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click()

/** Opens the empty form of a new SMTP provider. */
export const openSmtpForm = async (page: Page): Promise<Locator> => {
  await goTo(page, 'Providers')
  await page.getByRole('button', { name: 'Add provider' }).first().click()
  await page.getByRole('button', { name: 'SMTP' }).click()
  return page.getByRole('dialog').filter({ hasText: 'New SMTP provider' })
}

/** Adds an SMTP provider through the form. */
export const addSmtpProvider = async (page: Page, host: string, port: number): Promise<void> => {
  const form = await openSmtpForm(page)
  await form.getByLabel('Name', { exact: true }).fill('Our mail server')
  await form.getByLabel('Host').fill(host)
  await form.getByLabel('Port').fill(String(port))
  await form.getByLabel('Sender name').fill('Fernweh')
  await form.getByLabel('Sender address').fill('hallo@example.org')
  await form.getByRole('button', { name: 'Save provider' }).click()
  await expect(page.getByText('Our mail server').first()).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
}

/** Creates a topic and adds people to it by their addresses. */
export const addTopic = async (page: Page, addresses: readonly string[]): Promise<void> => {
  await goTo(page, 'Topics')
  await page.getByRole('button', { name: 'New topic' }).first().click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Newsletter')
  await form.getByRole('button', { name: 'Create topic' }).click()
  await expect(page.getByRole('heading', { name: 'Newsletter' })).toBeVisible()
  await page.getByRole('button', { name: 'Add people' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Paste addresses' }).click()
  await dialog.getByLabel('Addresses').fill(addresses.join('\n'))
  await dialog.getByRole('button', { name: `Add ${addresses.length} people` }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row').filter({ hasText: addresses[0] ?? '' })).toBeVisible()
}

/** Starts a campaign of a kind from the list of campaigns. */
export const startCampaign = async (page: Page, kind: 'Email' | 'SMS' | 'Push'): Promise<void> => {
  await page.getByRole('button', { name: 'New campaign' }).first().click()
  await page
    .getByRole('dialog', { name: 'What do you want to send?' })
    .getByRole('button', { name: kind })
    .click()
}

/** Writes an e-mail to the topic and waits until it is saved. */
export const writeEmail = async (page: Page, subject: string, html: string): Promise<void> => {
  await goTo(page, 'Campaigns')
  await startCampaign(page, 'Email')
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject)
  await page.getByRole('textbox', { name: 'Text of the mail' }).fill(html)
  await page.getByRole('button', { name: 'Add recipients' }).first().click()
  await page.getByRole('checkbox', { name: /Newsletter/ }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('Saved locally')).toBeVisible()
}

/** Opens the send dialog and presses the button that names the number of people. */
export const send = async (page: Page, count: number): Promise<void> => {
  await page.getByRole('button', { name: 'Review and send…' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Send to ${count} people` })
    .click()
}
