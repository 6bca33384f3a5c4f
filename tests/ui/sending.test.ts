import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { leaveSandbox, openScreen } from '../support/journey'
import { startSmtp } from '../support/smtp-sink'

const messageId = 'night-train'

/** A campaign to so many people under way, its report on the screen. */
const startCampaign = async (app: Page, port: number, people: number): Promise<void> => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Workshop' })
  await openScreen(app, '/campaigns')
  await leaveSandbox(app)
  const smtp = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1', port }
  await call('createProvider', { ...smtp, fromEmail: 'hi@fernweh.example', enabled: true })
  await call('createTopic', { topicId: 'news', name: 'News' })
  const begun = await call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'news', hasHeader: false, delimiter: ',' },
    mapping: { email: [0], name: [1] },
  })
  const { importId } = begun as { importId: string }
  const lines = Array.from({ length: people }, (_, at) => `p${at}@example.org,Person ${at}\n`)
  await call('appendImport', { importId, text: lines.join(''), last: true })
  await call('createEmail', {
    messageId,
    subject: 'Night train',
    content: 'Text',
    topics: ['news'],
  })
  await openScreen(app, '/campaigns')
  await app.getByRole('row').filter({ hasText: 'Night train' }).click()
  await expect(app.getByRole('heading', { name: 'Night train' })).toBeVisible()
}

interface Found {
  readonly subscribers: readonly { readonly $id: string }[]
}

const statusOf = (app: Page) => app.getByRole('main').getByRole('status').first()
const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, 250))

test('a campaign is paused, resumed and stopped on its report', async ({ app }) => {
  const smtp = await startSmtp({ beforeAnswer: slowly })
  await startCampaign(app, smtp.port, 400)

  await expect(statusOf(app)).toHaveText('Sending')
  await app.getByRole('button', { name: 'Pause' }).click()
  await expect(statusOf(app)).toHaveText('Paused')
  await expect(app.getByText(/Nobody else gets it until it is resumed/)).toBeVisible()
  await expect(app.getByText(/In flight 0/)).toBeVisible()
  const before = smtp.mails.length
  await app.reload()
  await expect(statusOf(app)).toHaveText('Paused')
  expect(smtp.mails).toHaveLength(before)

  await app.getByRole('button', { name: 'Resume' }).click()
  await expect(statusOf(app)).toHaveText('Sending')
  await expect.poll(() => smtp.mails.length).toBeGreaterThan(before)
  await app.getByRole('button', { name: 'Stop…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText(/Stop for the \d+ people who wait\?/)
  await dialog.getByRole('button', { name: 'Stop sending' }).click()
  await expect(dialog).toBeHidden()
  await expect(statusOf(app)).toHaveText('Sent with failures')
  await expect(app.getByText('Cancelled before it was sent.').first()).toBeVisible()
  await expect(app.getByRole('button', { name: /Retry \d+ failed people/ })).toBeVisible()
  await smtp.close()
})

test('whoever is unsubscribed under way gets nothing, and the report says why', async ({ app }) => {
  const held = Promise.withResolvers<void>()
  const smtp = await startSmtp({ beforeAnswer: () => held.promise })
  await startCampaign(app, smtp.port, 60)
  await expect(statusOf(app)).toHaveText('Sending')
  const found = { topicId: 'news', queries: [], search: 'p59@example.org' }
  const { subscribers } = (await callBridge(app, 'findSubscribers', found)) as Found
  const subscriberId = subscribers[0]?.$id ?? ''
  await callBridge(app, 'deleteSubscriber', { topicId: 'news', subscriberId })
  held.resolve()

  await expect(statusOf(app)).toHaveText('Sent with failures')
  await expect(app.getByText(/taken off the topics of the message/).first()).toBeVisible()
  await app.getByRole('tab', { name: /Failed/ }).click()
  await expect(app.getByRole('row').filter({ hasText: 'p59@example.org' })).toContainText(
    'This address was taken off the topics of the message before it was sent there',
  )
  expect(smtp.mails).toHaveLength(59)
  await smtp.close()
})

test('a server that says nothing, and a limit, are waited for in words', async ({ app }) => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  // A TCP server's address is an object once it listens.
  await startCampaign(app, (silent.address() as AddressInfo).port, 12)
  await expect(app.getByText(/Office has not answered since \d\d:\d\d:\d\d/)).toBeVisible()
  await expect(
    app.getByText(/Its answer is waited for until \d\d:\d\d:\d\d at the longest/),
  ).toBeVisible()
  const night = { subject: 'Sleeper', content: 'Text', topics: ['news'] }
  await callBridge(app, 'createEmail', { messageId: 'sleeper', ...night })
  await openScreen(app, '/campaigns/sleeper')
  await expect(app.getByText('Office is busy with other campaigns')).toBeVisible()
  await expect(app.getByText(/This campaign gets its turn by itself/)).toBeVisible()
  await callBridge(app, 'cancelDelivery', { messageId: 'sleeper' })
  silent.close()
  for (const socket of sockets) socket.destroy()

  const smtp = await startSmtp()
  await callBridge(app, 'cancelDelivery', { messageId })
  const office = { providerId: 'office', port: smtp.port, kind: 'smtp' }
  await callBridge(app, 'updateProvider', office)
  await callBridge(app, 'setProviderLimits', { providerId: 'office', perSecond: 0.05 })
  await callBridge(app, 'createEmail', {
    ...{ messageId: 'slow', subject: 'Slow train', content: 'Text', topics: ['news'] },
  })
  await openScreen(app, '/campaigns/slow')
  await expect(app.getByText(/Office takes the next people at \d\d:\d\d:\d\d/)).toBeVisible()
  await expect(app.getByText(/You limited how much it is given/)).toBeVisible()
  await callBridge(app, 'cancelDelivery', { messageId: 'slow' })
  await smtp.close()
})

test('a server out of reach is waited for, in words', async ({ app }) => {
  await startCampaign(app, 1, 3)
  await expect(app.getByText(/Office is left alone until/)).toBeVisible()
  await expect(app.getByText(/127\.0\.0\.1:1 refuses connections/).first()).toBeVisible()
})

test('too many failures pause a campaign by themselves', async ({ app }) => {
  const refuse = Array.from({ length: 300 }, (_, at) => `p${at}@example.org`)
  const smtp = await startSmtp({ refuse })
  await startCampaign(app, smtp.port, 300)
  await expect(statusOf(app)).toHaveText('Paused')
  await expect(app.getByText(/outcomes are failures \(100 %\)/)).toBeVisible()
  await app.getByRole('link', { name: 'Campaigns' }).first().click()
  await expect(app.getByRole('row').filter({ hasText: 'Night train' })).toContainText('Paused')
  await smtp.close()
})

test('a report tells that somebody in copy got nothing', async ({ app }) => {
  const smtp = await startSmtp({ refuse: ['boss@example.org'] })
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Workshop' })
  await openScreen(app, '/campaigns')
  await leaveSandbox(app)
  const office = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' }
  const sender = { port: smtp.port, fromEmail: 'hi@fernweh.example', enabled: true }
  await call('createProvider', { ...office, ...sender })
  for (const name of ['ann', 'boss']) {
    await call('createUser', { userId: name, name })
    const target = { userId: name, targetId: name, providerType: 'email' }
    await call('createTarget', { ...target, identifier: `${name}@example.org` })
  }
  const mail = { messageId, subject: 'Night train', content: 'Text' }
  await call('createEmail', { ...mail, targets: ['ann'], cc: ['boss'] })
  await openScreen(app, `/campaigns/${messageId}`)

  const note = app.getByRole('status').filter({ hasText: 'About the people in copy' })
  await expect(note).toContainText(/boss@example\.org with error: 550 no such mailbox/)
  await expect(statusOf(app)).toHaveText('Sent with failures')
  await smtp.close()
})
