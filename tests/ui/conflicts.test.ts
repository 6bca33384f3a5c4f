import type { Page } from '@playwright/test'
import { expect, test as base } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { startShopProgram, type ShopMessage, type ShopProgram } from '../support/shop-program'

/* What a person sees when a message was changed here and on its server: nobody's words are lost. */

/** A message of the project, and the draft on the screen that changes it. */
interface Case {
  readonly messageId: string
  /** What a colleague does to the message; the screen is loaded anew, as after the lunch break. */
  theirs(part: object | 'delete'): Promise<void>
  /** What the server has. */
  stored(): Promise<ShopMessage | undefined>
}

const test = base.extend<{
  readonly shop: ShopProgram
  readonly begin: (messageId: string, given?: object) => Promise<Case>
}>({
  shop: async ({ app }, use) => {
    const shop = await startShopProgram()
    const { url: endpoint, project, key, rest } = shop
    for (const name of ['Alps', 'Baltic', 'Coast', 'Delta'])
      await rest('POST', '/messaging/topics', { topicId: name.toLowerCase(), name })
    await rest('POST', '/storage/buckets', { bucketId: 'papers', name: 'Papers' })
    await rest('POST', '/users', { userId: 'ada', email: 'ada@example.org' })
    await callBridge(app, 'connectProfile', {
      ...{ name: 'Shop', environment: 'staging', endpoint, project, key },
    })
    for (const fileId of ['map', 'menu', 'wine', 'plan']) {
      const file = { name: `${fileId}.txt`, mimeType: 'text/plain', base64: 'eA==' }
      await callBridge(app, 'createFile', { bucketId: 'papers', fileId, file })
    }
    await use(shop)
    await shop.end()
  },
  begin: async ({ app, shop }, use) => {
    await use(async (messageId, given = {}) => {
      await shop.rest('POST', '/messaging/messages/email', {
        ...{ messageId, subject: 'Night trains', content: 'Every evening' },
        ...{ topics: ['alps', 'baltic'], draft: true, ...given },
      })
      const draft = (await callBridge(app, 'editMessage', { messageId })) as { id: string }
      await openScreen(app, `/drafts/${draft.id}`)
      await expect(subjectOf(app)).toHaveValue('Night trains')
      return {
        messageId,
        theirs: async (part) => {
          await saved(app)
          if (part === 'delete') await shop.rest('DELETE', `/messaging/messages/${messageId}`)
          else await shop.rest('PATCH', `/messaging/messages/email/${messageId}`, part)
          await openScreen(app, `/drafts/${draft.id}`)
        },
        stored: async () => (await shop.messages()).find(({ $id }) => $id === messageId),
      }
    })
  },
})

const subjectOf = (app: Page) => app.getByRole('textbox', { name: 'Subject' })
const textOf = (app: Page) => app.getByRole('textbox', { name: 'Text of the mail' })
const saved = (app: Page) => expect(app.getByText(/^Saved locally/)).toBeVisible()
const changed = (app: Page) => app.getByText(/Somebody changed this message on the server/)
const publish = (app: Page) => app.getByRole('button', { name: 'Publish draft' }).click()
/** It is in the project now. */
const handedOver = (app: Page) => expect(app).toHaveURL(/campaigns\//)

/** Compares, decides and takes the result over. */
const putTogether = async (app: Page, ...decisions: readonly string[]): Promise<void> => {
  await app.getByRole('button', { name: 'Compare' }).click()
  await decide(app, ...decisions)
}
const decide = async (app: Page, ...decisions: readonly string[]): Promise<void> => {
  const take = app.getByRole('button', { name: 'Take this over' })
  for (const decision of decisions) {
    await expect(take).toBeDisabled()
    await app.getByRole('radio', { name: decision }).check()
  }
  await take.click()
  await expect(changed(app)).toBeHidden()
}

test('what both changed is put together as a person says, and nothing is overwritten', async ({
  app,
  begin,
  shop,
}) => {
  await test.step('nobody tells: the open draft looks by itself, and publishing waits', async () => {
    const { stored } = await begin('unasked')
    await subjectOf(app).fill('Mine')
    await saved(app)
    await shop.rest('PATCH', '/messaging/messages/email/unasked', {
      ...{ subject: 'Theirs', content: 'At eight', topics: ['alps', 'baltic', 'coast'] },
    })
    await expect(changed(app)).toBeVisible({ timeout: 15_000 })
    await publish(app)
    const refusal = app.getByRole('alert').filter({ hasText: 'The draft could not be published' })
    await refusal.getByRole('button', { name: 'Compare' }).click()
    await decide(app, 'Take Mine for Subject')

    await expect(subjectOf(app)).toHaveValue('Mine')
    await expect(textOf(app)).toHaveText('At eight')
    await expect(app.getByText('Coast')).toBeVisible()
    expect((await stored())?.data.subject).toBe('Theirs')
    await publish(app)
    await handedOver(app)
    expect(await stored()).toMatchObject({
      ...{ topics: ['alps', 'baltic', 'coast'] },
      data: { subject: 'Mine', content: 'At eight' },
    })
  })

  for (const [subject, content] of [
    ['Theirs', 'Theirs'],
    ['Theirs', 'Mine'],
  ] as const) {
    await test.step(`the same fields: ${subject} and ${content}`, async () => {
      const { theirs, stored } = await begin(`same-${subject}-${content}`.toLowerCase())
      await subjectOf(app).fill('Mine')
      await textOf(app).fill('Mine')
      await theirs({ subject: 'Theirs', content: 'Theirs' })
      await expect(subjectOf(app)).toHaveValue('Mine')
      await putTogether(app, `Take ${subject} for Subject`, `Take ${content} for Text`)

      await expect(subjectOf(app)).toHaveValue(subject)
      await expect(textOf(app)).toHaveText(content)
      // One step back are the words that were not taken.
      await app.getByRole('button', { name: 'Undo', exact: true }).click()
      await expect(subjectOf(app)).toHaveValue('Mine')
      await app.getByRole('button', { name: 'Redo' }).click()
      await expect(subjectOf(app)).toHaveValue('Theirs')
      await publish(app)
      await handedOver(app)
      expect((await stored())?.data).toMatchObject({ subject, content })
    })
  }
})

test('times and lists are put together without losing what either side meant', async ({
  app,
  begin,
}) => {
  const when = app.getByRole('group', { name: 'When to send' })
  const schedule = async (): Promise<void> => {
    await app.getByRole('button', { name: 'Review and send…' }).click()
    await app.getByRole('button', { name: /^Schedule for/ }).click()
    await handedOver(app)
  }
  const at = '2096-01-01T07:00:00.000+00:00'

  await test.step('scheduled there while I wrote', async () => {
    const { theirs, stored } = await begin('set')
    await subjectOf(app).fill('Mine')
    await theirs({ draft: false, scheduledAt: at })
    await putTogether(app)
    await schedule()

    expect(await stored()).toMatchObject({ status: 'scheduled', data: { subject: 'Mine' } })
    expect((await stored())?.scheduledAt).toBe(at)
  })

  await test.step('both moved it', async () => {
    const { theirs, stored } = await begin('moved', { draft: false, scheduledAt: at })
    await app.getByRole('button', { name: 'Change', exact: true }).click()
    await app.getByLabel('Date').fill('2096-02-02')
    await when.getByRole('button', { name: 'Done' }).click()
    await theirs({ scheduledAt: '2096-03-03T07:00:00.000+00:00' })
    await expect(when).toContainText('Feb 2, 2096')
    await putTogether(app, 'Take Mine for Send time')
    await schedule()

    expect(await stored()).toMatchObject({ status: 'scheduled' })
    expect((await stored())?.scheduledAt).toMatch('2096-02-02')
  })

  await test.step('lists and attachments keep what either side added, and lose what either took', async () => {
    const { theirs, stored } = await begin('lists', { attachments: ['papers:map', 'papers:menu'] })
    await app.getByRole('button', { name: 'Add recipients' }).first().click()
    await app.getByRole('checkbox', { name: /Coast/ }).check()
    await app.getByRole('checkbox', { name: /Alps/ }).uncheck()
    await app.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await app.getByRole('button', { name: '2 files' }).click()
    await app.getByRole('button', { name: 'Remove map.txt' }).click()
    await app.getByRole('button', { name: 'Attach more' }).click()
    await app.getByRole('checkbox', { name: /plan\.txt/ }).check()
    await app.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await theirs({
      topics: ['alps', 'delta'],
      users: ['ada'],
      attachments: ['papers:map', 'papers:menu', 'papers:wine'],
    })
    await app.getByRole('button', { name: 'Compare' }).click()
    const row = app.getByRole('row').filter({ hasText: 'Attachments' })
    await expect(row).toContainText('Both kept')
    await expect(row).toContainText('wine.txt')
    // Nothing on the screens before has shown these.
    const named = (field: string) => app.getByRole('row').filter({ hasText: field })
    await expect(named('Topics')).toContainText('Delta')
    await expect(named('People')).toContainText('ada@example.org')
    await app.getByRole('button', { name: 'Keep working here' }).click()
    await putTogether(app)

    await publish(app)
    await handedOver(app)
    const { topics, data } = (await stored()) ?? {}
    expect(topics?.toSorted()).toEqual(['coast', 'delta'])
    expect(data?.attachments.map(({ fileId }) => fileId).toSorted()).toEqual([
      ...['menu', 'plan', 'wine'],
    ])
  })
})

test('what I wrote outlives the message: deleted, sent or out of reach meanwhile', async ({
  app,
  begin,
  shop,
}) => {
  const detach = async (): Promise<void> => {
    await app.getByRole('button', { name: 'Make it a new campaign' }).click()
    await expect(app.getByText('This is a new campaign now')).toBeVisible()
    await publish(app)
    await handedOver(app)
  }

  await test.step('deleted', async () => {
    const { theirs, stored } = await begin('deleted')
    await subjectOf(app).fill('Mine, outlived')
    await theirs('delete')
    await expect(app.getByText('This message was deleted on the server.')).toBeVisible()
    await expect(subjectOf(app)).toHaveValue('Mine, outlived')
    await detach()

    expect(await stored()).toBeUndefined()
    expect(await shop.messages()).toMatchObject([
      { status: 'draft', topics: ['alps', 'baltic'], data: { subject: 'Mine, outlived' } },
    ])
  })

  await test.step('sent', async () => {
    const { theirs, stored } = await begin('sent', { topics: [], users: ['ada'] })
    await subjectOf(app).fill('Mine, too late')
    await theirs({ draft: false })
    await expect(app.getByText(/This message (was|is being) sent from the server/)).toBeVisible()
    await expect(subjectOf(app)).toHaveValue('Mine, too late')
    await publish(app)
    await expect(app.getByText('The draft could not be published')).toBeVisible()
    await detach()

    expect(await stored()).toMatchObject({ status: 'sent', data: { subject: 'Night trains' } })
    expect(await shop.messages()).toHaveLength(3)
    expect((await shop.messages()).map(({ data }) => data.subject)).toContain('Mine, too late')
  })

  await test.step('out of reach twice', async () => {
    const { messageId, stored } = await begin('away')
    for (const words of ['Theirs', 'Theirs again']) {
      await shop.stop()
      await subjectOf(app).fill(`Mine beside ${words}`)
      await saved(app)
      await publish(app)
      await expect(app.getByText(/Offline since/)).toBeVisible()
      await app.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      await shop.start()
      await shop.rest('PATCH', `/messaging/messages/email/${messageId}`, { content: words })
      await app.getByRole('button', { name: 'Try now' }).click()
      await expect(app.getByText(/Offline since/)).toBeHidden()
      await expect(subjectOf(app)).toHaveValue(`Mine beside ${words}`)
    }
    await app.reload()
    await putTogether(app)
    await publish(app)
    await handedOver(app)

    expect((await stored())?.data).toMatchObject({
      ...{ subject: 'Mine beside Theirs again', content: 'Theirs again' },
    })
  })
})
