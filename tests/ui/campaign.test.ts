import type { Bridge } from '@contract/index'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { openScreen, startCampaign } from '../support/journey'

/** Calls main as the page itself does. */
const call = (page: Page, name: string, input: object): Promise<unknown> =>
  page.evaluate(
    async ([name, input]) => {
      // The renderer puts it there; its own typings are not part of these tests.
      const { bridge } = window as unknown as { bridge: Bridge }
      const reply = await bridge.call(name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
      return reply.value
    },
    [name, input] as const,
  )

/** A local workspace with one provider and two people in a topic; its campaigns are on the screen. */
const openWorkspace = async (page: Page): Promise<void> => {
  await call(page, 'createLocalProfile', { name: 'Workshop' })
  const { profiles } = (await call(page, 'getAppState', {})) as { profiles: { id: string }[] }
  await call(page, 'selectProfile', { profileId: profiles[0]?.id ?? '' })
  await call(page, 'createProvider', {
    kind: 'smtp',
    providerId: 'office',
    name: 'Office',
    host: '127.0.0.1',
    fromEmail: 'hello@fernweh.example',
    enabled: true,
  })
  await call(page, 'createTopic', { topicId: 'news', name: 'Newsletter' })
  for (const name of ['ann', 'ben']) {
    await call(page, 'createUser', { userId: name, name, email: `${name}@fernweh.example` })
    await call(page, 'createTarget', {
      userId: name,
      targetId: `${name}-mail`,
      providerType: 'email',
      identifier: `${name}@news.example`,
    })
    await call(page, 'createSubscriber', {
      topicId: 'news',
      subscriberId: name,
      targetId: `${name}-mail`,
    })
  }
  await openScreen(page, '/campaigns')
}

const startEmail = async (page: Page, subject: string, html: string): Promise<void> => {
  await startCampaign(page, 'Email')
  await page.getByLabel('Subject').fill(subject)
  await page.locator('.cm-content').click()
  await page.keyboard.insertText(html)
}

test('a campaign is written, checked, sent after a look, and arrives', async ({ app }) => {
  await openWorkspace(app)
  await startEmail(app, 'Night train', '<p>To <b>Copenhagen</b></p>')
  await app.getByRole('button', { name: 'Add recipients' }).first().click()
  await app.getByRole('checkbox', { name: 'Newsletter' }).check()
  await app.getByRole('button', { name: 'Done' }).click()
  await expect(app.getByText('Saved locally')).toBeVisible()

  await app.keyboard.press('Control+Enter')
  const send = app.getByRole('button', { name: 'Send to 2 people' })
  await expect(send).toBeEnabled()
  // The dialog gives the focus away once it stands.
  await expect(app.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await send.focus()
  await app.keyboard.press('Enter')
  await expect(send, 'Enter sends nothing').toBeVisible()
  await send.click()

  await expect(app.getByText('of 2 people accepted by the sandbox')).toBeVisible()
  await app.getByRole('link', { name: 'Open the Sandbox inbox' }).click()
  await expect(app.locator('iframe')).toHaveAttribute('srcdoc', /Copenhagen/)
})

test('what is written is there again after the window was closed', async ({ app }) => {
  await openWorkspace(app)
  await startEmail(app, 'Kept', '<p>Every word</p>')
  await expect(app.getByText('Saved locally')).toBeVisible()

  await app.reload()

  await expect(app.getByLabel('Subject')).toHaveValue('Kept')
  await expect(app.locator('.cm-content')).toContainText('Every word')
})

test('a preview asks no server for anything and runs nothing', async ({ app }) => {
  await openWorkspace(app)
  await startEmail(
    app,
    'Hostile',
    `<style>@import "https://evil.example/1.css"; p { background: url(https://evil.example/2.png) }</style>
<link rel="stylesheet" href="https://evil.example/3.css"><meta http-equiv="refresh" content="0;url=https://evil.example/4">
<img src="https://evil.example/5.png" srcset="//evil.example/6.png 2x" alt="The train" onerror="parent.pwned = true">
<table background="https://evil.example/7.png"><tr><td style="background:url('https://evil.example/8.png')">cell</td></tr></table>
<video poster="https://evil.example/9.png" src="https://evil.example/10.mp4"></video>
<svg><image href="https://evil.example/11.png"/></svg><iframe src="https://evil.example/12"></iframe>
<script>parent.pwned = true</script><p>Read me</p><a href="https://fernweh.example/" onclick="parent.pwned = true">Go</a>`,
  )

  // The runner itself may not look into the frame: it has no scripts.
  const frame = app.locator('iframe')
  await expect(frame).toHaveAttribute('srcdoc', /Read me/)
  await expect(frame).toHaveAttribute('sandbox', 'allow-popups')
  const source = await frame.getAttribute('srcdoc')
  expect(source).toContain('The train')
  expect(source).toContain('href="https://fernweh.example/"')
  expect(source).not.toContain('evil.example')
  expect(source).not.toMatch(/onerror|onclick|<script/)
  expect(await app.evaluate(() => 'pwned' in window)).toBe(false)
})
