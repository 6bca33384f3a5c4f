import type { Page } from '@playwright/test'
import { always, sendThrough, test, writeDraft, type Line } from '../support/bad-line'
import { expect } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { otherSelfSigned, selfSigned } from '../support/self-signed'
import { startTlsFront } from '../support/tls-front'

/* Whatever becomes of an answer, a message is on its server once, or is still the draft that it was. */

const later = '2096-01-01T07:00:00.000+00:00'
const drafts = async (app: Page): Promise<unknown> => callBridge(app, 'listDrafts', {})
const open = async (app: Page, draftId: string): Promise<void> => {
  await openScreen(app, `/drafts/${draftId}`)
  await expect(app.getByRole('button', { name: 'Review and send…' })).toBeEnabled()
}
const publish = (app: Page) => app.getByRole('button', { name: 'Publish draft' }).click()
/** Opens the dialog that sends or schedules, and waits for what it asks the server. */
const review = async (app: Page): Promise<void> => {
  await app.getByRole('button', { name: 'Review and send…' }).click()
  await expect(app.getByText(/^At most 1 person/)).toBeVisible()
}
const confirm = (app: Page) => app.getByRole('dialog').locator('[data-confirm]').click()
const stored = async ({ messages }: Line) =>
  (await messages()).map(({ status, data }) => `${data.subject}: ${status}`).toSorted()

test('a draft that is published or scheduled through a lost answer is there once', async ({
  app,
  line,
}) => {
  const all: string[] = []
  for (const [status, fault] of [
    ['draft', 'lost reply'],
    ['scheduled', '500 after the write'],
    ['draft', 'page after the write'],
    ['scheduled', 'cut mid-body'],
  ] as const) {
    const scheduledAt = status === 'scheduled' ? later : null
    const { id } = await writeDraft(app, fault, { scheduledAt })
    await open(app, id)
    line.proxy.spoil('POST', fault)
    await (status === 'draft' ? publish(app) : sendThrough(app))
    await expect(app, fault).toHaveURL(/campaigns\//, { timeout: 15_000 })
    all.push(`${fault}: ${status}`)
    expect(await stored(line)).toEqual(all.toSorted())
    expect(await drafts(app)).toEqual({ drafts: [] })
  }
})

test('what nobody saw the outcome of is not claimed, and is found out by trying again', async ({
  app,
  line,
}) => {
  const all: string[] = []
  for (const [status, fault] of [
    ['draft', 'lost reply'],
    ['scheduled', 'lost reply'],
    ['draft', 'lost request'],
  ] as const) {
    const subject = `${status}, ${fault}`
    const scheduledAt = status === 'scheduled' ? later : null
    const { id: draftId } = await writeDraft(app, subject, { scheduledAt })
    const before = await callBridge(app, 'getDraft', { draftId })
    await open(app, draftId)
    if (status === 'scheduled') await review(app)
    line.proxy.spoil('POST', ...always(fault))
    line.proxy.spoil('GET', ...always('lost request'))
    await (status === 'draft' ? publish(app) : confirm(app))

    const words =
      status === 'draft'
        ? app.getByText('It is not known whether the draft was published')
        : app.getByRole('dialog').getByText(/is not known.*The outbox finds out/)
    await expect(words, subject).toBeVisible({ timeout: 15_000 })
    await expect(app.getByText(/could not be published|Nothing was sent/)).toBeHidden()
    expect(await callBridge(app, 'getDraft', { draftId })).toEqual(before)
    expect(await line.subjects()).toHaveLength(all.length + (fault === 'lost reply' ? 1 : 0))
    line.proxy.heal()
    await callBridge(app, 'tryServer', {})
    await expect(app.getByText(/Offline since/)).toBeHidden()
    if (status === 'draft')
      await app.getByRole('button', { name: 'Publish again to find out' }).click()
    else {
      await expect(app.getByRole('dialog').getByText(/Send again to find out/)).toBeVisible()
      line.proxy.spoil('POST', ...always('429 for long'))
      await confirm(app)
      await expect(app.getByText(/no more requests .* is still not known/)).toBeVisible()
      await expect(app.getByText('Nothing was sent')).toBeHidden()
      line.proxy.heal()
      await confirm(app)
    }

    await expect(app).toHaveURL(/campaigns\//, { timeout: 15_000 })
    all.push(`${subject}: ${status}`)
    expect(await stored(line)).toEqual(all.toSorted())
    expect(await drafts(app)).toEqual({ drafts: [] })
  }
})

test('another certificate than the trusted one gets nothing, and the draft waits for the right one', async ({
  app,
  line,
}) => {
  const front = await startTlsFront(line.proxy.endpoint)
  try {
    await callBridge(app, 'connectProfile', {
      ...{ name: 'Safe', environment: 'staging', ...line.address },
      ...{ endpoint: front.endpoint, certificate: selfSigned.cert },
    })
    const { id: draftId } = await writeDraft(app, 'Night trains')
    const before = await callBridge(app, 'getDraft', { draftId })
    await open(app, draftId)
    await review(app)
    front.renew(otherSelfSigned)
    const seen = line.proxy.seen.length
    await confirm(app)

    const dialog = app.getByRole('dialog')
    await expect(
      dialog.getByText(/Nothing was sent\. .*Somebody may be listening in/),
    ).toBeVisible()
    expect(line.proxy.seen.slice(seen)).toEqual([])
    expect(await callBridge(app, 'getDraft', { draftId })).toEqual(before)
    front.renew(selfSigned)
    await callBridge(app, 'tryServer', {})
    await expect(app.getByText(/Offline since/)).toBeHidden()
    await open(app, draftId)
    await sendThrough(app)
    await expect(app).toHaveURL(/campaigns\//)
    expect(await line.subjects()).toEqual(['Night trains'])
  } finally {
    await front.close()
  }
})

/** Timers of the program from 400 ms on end five times as soon: half a minute is six seconds. */
const hurry =
  'const real = setTimeout;' +
  'globalThis.setTimeout = (work, ms, ...rest) => real(work, ms >= 400 ? ms / 5 : ms, ...rest)'

test.describe('a server that does not answer for 30 seconds', () => {
  test.use({
    hostEnv: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hurry)}` },
  })

  test('is told from one that answered, and gets a message once', async ({ app, line }) => {
    line.proxy.spoil('GET', ...always('stall'))
    await openScreen(app, '/topics')
    await expect(app.getByText(/did not answer within 30 seconds/).first()).toBeVisible({
      timeout: 30_000,
    })
    line.proxy.heal()
    await callBridge(app, 'tryServer', {})
    await expect(app.getByText(/Offline since/)).toBeHidden()

    const written = await writeDraft(app, 'Written')
    await open(app, written.id)
    line.proxy.spoil('POST', 'stall after the write')
    await sendThrough(app)
    await expect(app).toHaveURL(/campaigns\//, { timeout: 30_000 })
    expect(await line.subjects()).toEqual(['Written'])

    const { id: draftId } = await writeDraft(app, 'Not written')
    const before = await callBridge(app, 'getDraft', { draftId })
    await open(app, draftId)
    await review(app)
    line.proxy.spoil('POST', 'stall')
    // Until it is healed the server is not heard of again: in this hurry it would be before anybody looks.
    line.proxy.spoil('GET', ...always('lost request'))
    await confirm(app)
    const words = /did not answer within 30 seconds.*is not known.*The outbox finds out/
    await expect(app.getByRole('dialog').getByText(words)).toBeVisible({ timeout: 30_000 })
    expect(await line.subjects()).toEqual(['Written'])
    expect(await callBridge(app, 'getDraft', { draftId })).toEqual(before)
    line.proxy.heal()
    await callBridge(app, 'tryServer', {})
    await expect(app.getByText(/Offline since/)).toBeHidden()
    await confirm(app)
    await expect(app).toHaveURL(/campaigns\//, { timeout: 30_000 })
    expect((await line.subjects()).toSorted()).toEqual(['Not written', 'Written'])
  })
})
