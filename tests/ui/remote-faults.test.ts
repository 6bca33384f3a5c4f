import { expect } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { always, sendThrough, test, writeDraft } from '../support/bad-line'
import type { Fault } from '../support/fault-proxy'
import { openScreen } from '../support/journey'

/* What a person sees of a bad line to a project: in lists, while publishing, sending and uploading. */

const lists: readonly (readonly [path: string, heading: string, fault: Fault, words: RegExp])[] = [
  ['/topics', 'Topics', '502 page', /web page \(status 502\)/],
  ['/providers', 'Providers', '500', /The fault proxy says no/],
  ['/files', 'Files', '429 for long', /takes no more requests for 3600 seconds/],
  ['/audience', 'Audience', 'cut mid-body', /cut the connection/],
]

test('a list that cannot be read says why, and is read once the line is good', async ({
  app,
  line,
}) => {
  for (const [path, heading, fault, words] of lists) {
    line.proxy.spoil('GET', ...always(fault))
    await openScreen(app, path)
    await expect(app.getByText(words).first(), `${heading}: ${fault}`).toBeVisible({
      timeout: 15_000,
    })
    line.proxy.heal()
    // It may have come back by itself meanwhile.
    const again = app.getByRole('button', { name: 'Try again' }).first()
    await again.click({ timeout: 3000 }).catch(() => undefined)
    await expect(app.getByText(words).first()).toBeHidden({ timeout: 15_000 })
  }
})

const unsent: readonly (readonly [Fault, RegExp])[] = [
  ['429 for long', /takes no more requests for 3600 seconds/],
  ['500', /The fault proxy says no/],
  ['captive portal', /sign-in page/],
  ['502 page', /web page \(status 502\)/],
]

test('a message that did not get through says so, and its draft is as it was', async ({
  app,
  line,
}) => {
  const { id: draftId } = await writeDraft(app, 'Night trains')
  const before = await callBridge(app, 'getDraft', { draftId })
  for (const [fault, words] of unsent) {
    await openScreen(app, `/drafts/${draftId}`)
    await expect(app.getByRole('button', { name: 'Review and send…' })).toBeEnabled()
    line.proxy.spoil('POST', ...always(fault))
    await sendThrough(app)
    await expect(app.getByRole('dialog').getByText(words), fault).toBeVisible({ timeout: 20_000 })
    line.proxy.heal()
    expect(await line.subjects()).toEqual([])
    expect(await callBridge(app, 'getDraft', { draftId })).toEqual(before)
    await callBridge(app, 'tryServer', {})
  }
})

test('a message whose answer was lost goes out once', async ({ app, line }) => {
  const faults: readonly (readonly Fault[])[] = [
    ['lost reply'],
    ['cut mid-body'],
    ['500 after the write'],
    ['page after the write'],
    ['latency'],
    ['429'],
  ]
  for (const [at, fault] of faults.entries()) {
    const { id } = await writeDraft(app, `Number ${at}`)
    await openScreen(app, `/drafts/${id}`)
    await expect(app.getByRole('button', { name: 'Review and send…' })).toBeEnabled()
    line.proxy.spoil('POST', ...fault)
    await sendThrough(app)
    await expect(app.getByRole('dialog')).toBeHidden({ timeout: 20_000 })
    expect((await line.subjects()).toSorted()).toEqual(
      faults.slice(0, at + 1).map((_, number) => `Number ${number}`),
    )
  }
})

test('a server that asks to wait is seen to, until it is over or nobody wants to wait', async ({
  app,
  line,
}) => {
  const state = app.getByRole('region', { name: 'State of this profile' })
  const { id } = await writeDraft(app, 'Night trains')
  await openScreen(app, `/drafts/${id}`)
  await expect(app.getByRole('button', { name: 'Review and send…' })).toBeEnabled()

  line.proxy.spoil('POST', '429 for a while')
  await sendThrough(app)
  await expect(state.getByText(/asks to wait 1\d s/)).toBeVisible()
  await expect(state.getByText(/asks to wait [1-9] s|asks to wait 1[0-8] s/)).toBeVisible()
  await expect(app.getByText(/^Waiting for 127/)).toBeVisible()
  await state.getByRole('button', { name: 'Stop waiting' }).click()

  const words = /You stopped waiting for the server, so this was not carried out/
  await expect(app.getByRole('dialog').getByText(words)).toBeVisible()
  await expect(state.getByText(/asks to wait/)).toBeHidden()
  expect(await line.subjects()).toEqual([])

  line.proxy.spoil('POST', '429')
  await app.getByRole('dialog').locator('[data-confirm]').click()
  await expect(app.getByRole('dialog')).toBeHidden({ timeout: 20_000 })
  await expect(state.getByText(/asks to wait/)).toBeHidden()
  expect(await line.subjects()).toEqual(['Night trains'])

  line.proxy.spoil('GET', ...always('429 for a while'))
  await openScreen(app, '/files')
  await state.getByRole('button', { name: 'Stop waiting' }).click()
  await expect(app.getByText(words).first()).toBeVisible()
})

test('an upload shows how far it is, what stopped it, and can be cancelled', async ({
  app,
  line,
}) => {
  await openScreen(app, '/files')
  await app.getByText('Papers').first().click()
  const uploads = app.getByRole('region', { name: 'Uploads' })
  const choose = (name: string, bytes: number): Promise<void> =>
    app.locator('[data-upload]').setInputFiles({
      ...{ name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'night train ') },
    })

  line.proxy.spoil('POST', 'lost reply')
  await choose('once.txt', 1000)
  await expect(uploads.getByText('One file uploaded')).toBeVisible({ timeout: 15_000 })
  await uploads.getByRole('button', { name: 'Close' }).click()

  line.proxy.spoil('POST', ...always('502 page'))
  await choose('lost.txt', 1000)
  await expect(uploads.getByText(/web page \(status 502\)/)).toBeVisible({ timeout: 15_000 })
  line.proxy.heal()
  await uploads.getByRole('button', { name: 'Close' }).click()

  line.proxy.spoil('POST', 'latency', ...always('stall'))
  await choose('large.txt', 11 * 1024 * 1024)
  await expect(uploads.getByText('Uploading…')).toBeVisible()
  await expect
    .poll(() => line.proxy.seen.filter((one) => one.startsWith('POST')).length)
    .toBeGreaterThan(5)
  await uploads.getByRole('button', { name: 'Cancel upload' }).click()
  await expect(uploads.getByText('Cancelled')).toBeVisible()

  await openScreen(app, '/files')
  await app.getByText('Papers').first().click()
  await expect(app.getByRole('table', { name: 'Files' }).getByText('once.txt')).toHaveCount(1)
})
