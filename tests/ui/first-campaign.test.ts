import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge, engineOf } from '../support/bridge-calls'
import {
  addSmtpProvider,
  addTopic,
  leaveSandbox,
  openSmtpForm,
  people,
  send,
  startWorkspace,
  writeEmail,
} from '../support/journey'
import { startProgram } from '../support/program'
import { startSmtp } from '../support/smtp-sink'

const subject = 'Night trains to Copenhagen'
const html = `<body style="margin: 0; padding: 32px; font: 16px/24px Georgia, serif; color: #14233a">
<h1 style="font-size: 26px; line-height: 32px">Sleep in Hamburg,
  wake up in Copenhagen</h1>
<p>A night train every evening from 13 December:
  leave at 22:04, have breakfast at the harbour.</p>
<table width="100%" cellpadding="10" style="border-top: 1px solid #d5dbe3">
  <tr><td>Seat</td><td align="right">29.90 €</td></tr>
  <tr><td>Couchette</td><td align="right">49.90 €</td></tr>
  <tr><td>Sleeper</td><td align="right">129.00 €</td></tr>
</table>
<p><a href="https://example.org/cph"
  style="display: block; padding: 14px; border-radius: 6px;
  background: #c9463d; color: #fff; text-align: center;
  text-decoration: none">Choose a bed</a></p>
</body>`

const statusOf = (page: Page) => page.getByRole('main').getByRole('status').first()

test('a first campaign reaches three people through a real mail server', async ({
  app,
  host,
  dataFolder,
  context,
}) => {
  const smtp = await startSmtp()
  await startWorkspace(app)
  await leaveSandbox(app)
  await addSmtpProvider(app, '127.0.0.1', smtp.port)
  await addTopic(app, people)
  await writeEmail(app, subject, html)
  await send(app, 3)

  await expect(statusOf(app)).toHaveText('Sent')
  await expect(app.getByText('of 3 people accepted by the provider')).toBeVisible()
  expect(smtp.mails.map(({ recipients }) => recipients).toSorted()).toEqual(
    people.map((person) => [person]),
  )
  for (const { parsed, recipients } of smtp.mails) {
    expect(parsed.to?.map(({ address }) => address)).toEqual(recipients)
    expect([parsed.subject, parsed.from?.address]).toEqual([subject, 'hallo@example.org'])
    expect(parsed.html).toContain('Sleep in Hamburg')
  }

  await app.goto('about:blank')
  await host.stop()
  const again = await startProgram(['serve', '--data', dataFolder])
  const page = await context.newPage()
  await page.goto(again.ready.url ?? '')
  await page.getByRole('link', { name: 'Campaigns', exact: true }).click()
  await expect(page.getByRole('row', { name: new RegExp(subject) })).toContainText('Sent')
  await page.getByRole('link', { name: 'Topics', exact: true }).click()
  await expect(page.getByRole('row', { name: /ada@example\.org/ })).toBeVisible()
  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  await expect(page.getByText('Our mail server').first()).toBeVisible()
  await page.close()
  await again.stop()
  await smtp.close()
})

test('in the sandbox the same campaign stays on this computer', async ({ app }, testInfo) => {
  await startWorkspace(app)
  await addSmtpProvider(app, 'smtp.example.org', 587)
  await addTopic(app, people)
  await writeEmail(app, subject, html)
  await expect(app.getByText(/checks passed/)).toBeVisible()
  const picture = process.env.UPDATE_SCREENSHOT
    ? 'docs/screenshot.png'
    : testInfo.outputPath('composer.png')
  await app.screenshot({ path: picture, animations: 'disabled' })
  await send(app, 3)

  await expect(statusOf(app)).toHaveText('Sent')
  await expect(app.getByText('of 3 people accepted by the sandbox')).toBeVisible()
  await app.getByRole('link', { name: 'Sandbox inbox', exact: true }).click()
  const mails = app.getByRole('listitem').filter({ hasText: subject })
  await expect(mails).toHaveCount(3)
  await expect(app.frameLocator('iframe').getByRole('heading')).toHaveText(/Sleep in Hamburg/)
  await app.getByRole('tab', { name: 'MIME' }).click()
  await expect(app.getByText(/^To: .*@example\.org/m)).toBeVisible()
})

test('the report names the one of three whom the server refused, and why', async ({ app }) => {
  const smtp = await startSmtp({ refuse: [people[2]] })
  await startWorkspace(app)
  await leaveSandbox(app)
  await addSmtpProvider(app, '127.0.0.1', smtp.port)
  await addTopic(app, people)
  await writeEmail(app, subject, html)
  await send(app, 3)

  await expect(statusOf(app)).toHaveText('Sent with failures')
  const refused = app.getByRole('row', { name: new RegExp(people[2]) })
  await expect(refused).toContainText('550 no such mailbox here')
  expect(smtp.mails.flatMap(({ recipients }) => recipients).toSorted()).toEqual(people.slice(0, 2))
  await smtp.close()
})

test('a server that is down is waited for until a person stops it, and the text can be sent again', async ({
  app,
}) => {
  const smtp = await startSmtp()
  await smtp.close()
  await startWorkspace(app)
  await leaveSandbox(app)
  await addSmtpProvider(app, '127.0.0.1', smtp.port)
  await addTopic(app, people)
  await writeEmail(app, subject, html)
  await send(app, 3)

  await expect(app.getByText(/is left alone until/)).toBeVisible()
  await expect(app.getByText(/Nothing is lost.+127\.0\.0\.1:\d+ refuses connections/)).toBeVisible()
  await app.getByRole('button', { name: 'Try now' }).click()
  await expect(app.getByText(/is left alone until/)).toBeVisible()
  await app.getByRole('button', { name: 'Stop…' }).click()
  await app.getByRole('dialog').getByRole('button', { name: /^Stop/ }).click()
  await expect(statusOf(app)).toHaveText('Failed')
  await app.getByRole('button', { name: 'Duplicate as draft' }).click()
  await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue(new RegExp(subject))
  await expect(app.getByRole('textbox', { name: 'Text of the mail' })).toContainText(
    'Sleep in Hamburg',
  )
})

test('an engine that is killed while it sends comes back, and nobody gets a second copy', async ({
  app,
  host,
}) => {
  const crowd = Array.from({ length: 40 }, (_, at) => `person-${at}@example.org`)
  const smtp = await startSmtp({
    beforeAnswer: () => new Promise((resolve) => setTimeout(resolve, 300)),
  })
  await startWorkspace(app)
  await leaveSandbox(app)
  await addSmtpProvider(app, '127.0.0.1', smtp.port)
  await addTopic(app, people.slice(0, 2))
  const { topics } = (await callBridge(app, 'listTopics', {})) as { topics: { $id: string }[] }
  await Promise.all(
    crowd.map(async (email, at) => {
      const user = await callBridge(app, 'createUser', { userId: `p${at}`, email })
      const targetId = (user as { targets: { $id: string }[] }).targets[0]?.$id
      await callBridge(app, 'createSubscriber', {
        topicId: topics[0]?.$id,
        subscriberId: `s${at}`,
        targetId,
      })
    }),
  )
  await writeEmail(app, subject, html)
  await send(app, 42)
  await expect.poll(() => smtp.mails.length).toBeGreaterThan(4)

  process.kill(await engineOf(host.process.pid ?? 0), 'SIGKILL')

  await expect(app.getByText('The engine stopped and is being restarted.')).toBeVisible()
  await expect(app.getByText('Engine running')).toBeVisible({ timeout: 20_000 })
  await expect(statusOf(app)).toHaveText('Needs decision', { timeout: 30_000 })
  await expect(app.getByText(/outcomes? of .* (is|are) unknown/).first()).toBeVisible()
  const received = smtp.mails.flatMap(({ recipients }) => recipients)
  expect(new Set(received).size).toBe(received.length)
  await smtp.close()
})

test('a password is neither shown again nor stored or logged in clear', async ({
  app,
  host,
  dataFolder,
}) => {
  const planted = 'planted-7f3a-secret'
  const smtp = await startSmtp({ account: { user: 'ada', pass: planted } })
  await startWorkspace(app)
  await leaveSandbox(app)
  const form = await openSmtpForm(app)
  await form.getByLabel('Name', { exact: true }).fill('With password')
  await form.getByLabel('Host').fill('127.0.0.1')
  await form.getByLabel('Port').fill(String(smtp.port))
  await form.getByLabel('Username').fill('ada')
  await form.getByLabel('Password').fill(planted)
  await form.getByLabel('Sender address').fill('hallo@example.org')
  await form.getByRole('button', { name: 'Save provider' }).click()
  await app.getByRole('button', { name: /With password/ }).click()
  await app.getByRole('button', { name: 'Verify' }).click()
  await expect(app.getByText(/Verified in \d+ ms/).first()).toBeVisible()

  const shown = JSON.stringify(await callBridge(app, 'listProviders', {})) + (await app.content())
  const fields = await app
    .locator('input')
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))
  expect(shown + fields.join()).not.toContain(planted)
  const files = await readdir(dataFolder, { recursive: true, withFileTypes: true })
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = await readFile(join(file.parentPath, file.name), 'latin1')
    expect(bytes.includes(planted), `${file.name} holds the password`).toBe(false)
  }
  expect(host.stderr()).not.toContain(planted)
  await smtp.close()
})
