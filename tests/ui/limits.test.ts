import type { AppState } from '@contract/settings'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, openSmtpForm, startWorkspace } from '../support/journey'

test('a provider gets sending limits with its form, and loses them again', async ({ app }) => {
  await startWorkspace(app)
  const form = await openSmtpForm(app)
  await form.getByLabel('Name', { exact: true }).fill('Our mail server')
  await form.getByLabel('Host').fill('smtp.example.test')
  await form.getByLabel('Sender address').fill('hallo@example.org')
  const rate = form.getByLabel('People a second')
  const width = form.getByLabel('Calls at a time')
  await width.fill('0.5')
  await rate.fill('14')
  await expect(form.getByText('Enter a whole number')).toBeVisible()
  await expect(form.getByRole('button', { name: 'Save provider' })).toBeDisabled()
  await width.fill('3')
  await form.getByRole('button', { name: 'Save provider' }).click()
  const row = app.getByRole('button', { name: /Our mail server/ })
  await expect(row).toContainText('14/s · 3 at a time')

  await row.click()
  const drawer = app.getByRole('dialog', { name: 'Our mail server' })
  await expect(drawer.getByLabel('People a second')).toHaveValue('14')
  await drawer.getByLabel('People a second').fill('')
  await drawer.getByLabel('Calls at a time').fill('')
  await drawer.getByLabel('Calls at a time').press('Enter')
  await expect(drawer).toBeHidden()
  await expect(row).toContainText('smtp.example.test')
  await expect(row).not.toContainText('at a time')
  expect(await callBridge(app, 'listProviderLimits', {})).toEqual({ limits: [] })
})

test('the form of a new provider closes as it was filled in, its foot within its edges', async ({
  app,
}) => {
  await startWorkspace(app)
  const form = await openSmtpForm(app)
  await form.getByLabel('Name', { exact: true }).fill('Our mail server')
  await form.getByLabel('Host').fill('smtp.example.test')
  await form.getByLabel('Sender address').fill('hallo@example.org')
  await app.evaluate(() => {
    const seen = new Set<string>()
    const look = (): void => {
      const drawer = document.querySelector<HTMLElement>('.n-drawer')
      if (drawer) seen.add(drawer.querySelector('h2')?.innerText ?? '')
      document.body.dataset['seen'] = [...seen].join(', ')
      requestAnimationFrame(look)
    }
    look()
  })
  await form.getByRole('button', { name: 'Save provider' }).click()
  const row = app.getByRole('button', { name: /Our mail server/ })
  await expect(row).toBeVisible()
  await expect(app.getByRole('dialog')).toBeHidden()
  expect(await app.evaluate(() => document.body.dataset['seen'])).toBe('New SMTP provider')

  await callBridge(app, 'updateProfile', {
    profileId: ((await callBridge(app, 'getAppState', {})) as AppState).activeProfileId,
    sandbox: false,
  })
  await row.click()
  const drawer = app.getByRole('dialog', { name: 'Our mail server' })
  await expect(drawer.getByRole('button', { name: 'Verify' })).toBeVisible()
  await expect(drawer.getByRole('button', { name: 'Save provider' })).toBeInViewport({ ratio: 1 })
})

test('when failures pause a campaign is a setting of the workspace', async ({ app }) => {
  await startWorkspace(app)
  await openScreen(app, '/settings')
  const pause = app.getByRole('switch', { name: 'Pause a campaign by itself when too many fail' })
  const share = app.getByLabel('Share that fails')
  const stored = () => callBridge(app, 'getFailurePause', {})
  await expect(share).toHaveValue('20')
  await share.fill('0')
  await share.blur()
  await expect(app.getByText('Give a percentage above 0, up to 100')).toBeVisible()
  await share.fill('7.5')
  await share.press('Enter')
  await expect.poll(stored).toEqual({ share: 0.075, outcomes: 50 })
  await app.getByLabel('Not before').fill('100')
  await app.getByLabel('Not before').blur()
  await expect.poll(stored).toEqual({ share: 0.075, outcomes: 100 })

  // The field is left by pressing the switch: both are meant.
  await app.getByLabel('Not before').fill('200')
  await pause.click()
  await expect(share).toBeHidden()
  await expect.poll(stored).toEqual({ share: null, outcomes: 200 })
  await app.reload()
  await expect(pause).toHaveAttribute('aria-checked', 'false')
  await pause.click()
  await expect(share).toHaveValue('20')
})
