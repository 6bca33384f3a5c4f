import type { Page } from '@playwright/test'
import { test as base } from './app-page'
import { callBridge } from './bridge-calls'
import { startFaultProxy, type Fault, type FaultProxy } from './fault-proxy'
import { startShopProgram, type ShopProgram } from './shop-program'

/** A project behind a proxy that spoils what it is told to. */
export interface Line {
  readonly proxy: FaultProxy
  /** What the server has. */
  messages: ShopProgram['messages']
  /** Its subjects. */
  subjects(): Promise<string[]>
  /** What it takes to connect to it. */
  readonly address: { readonly endpoint: string; readonly project: string; readonly key: string }
}

/** A test whose app is connected to the project through the proxy. */
export const test = base.extend<{ readonly line: Line }>({
  line: async ({ app }, use) => {
    const shop = await startShopProgram()
    const { url, project, key, rest } = shop
    await rest('POST', '/messaging/topics', { topicId: 'news', name: 'Newsletter' })
    await rest('POST', '/users', { userId: 'ada', email: 'ada@example.org' })
    await rest('POST', '/storage/buckets', { bucketId: 'papers', name: 'Papers' })
    const proxy = await startFaultProxy(url)
    const address = { endpoint: proxy.endpoint, project, key }
    await callBridge(app, 'connectProfile', { name: 'Shop', environment: 'staging', ...address })
    await use({
      ...{ proxy, address, messages: shop.messages },
      subjects: async () => (await shop.messages()).map(({ data }) => data.subject),
    })
    await proxy.close()
    await shop.end()
  },
})

/** As often as anybody may ask. */
export const always = (fault: Fault): Fault[] => Array<Fault>(40).fill(fault)

/** A draft that is ready to go to one person, with whatever else it says. */
export const writeDraft = async (
  app: Page,
  subject: string,
  more: object = {},
): Promise<{ readonly id: string }> => {
  const created = (await callBridge(app, 'createDraft', {})) as { id: string; content: object }
  const content = {
    ...created.content,
    subject,
    content: '<p>Open at ten.</p>',
    users: ['ada'],
    ...more,
  }
  await callBridge(app, 'saveDraft', { draftId: created.id, content })
  return created
}

/** Confirms in the dialog that sends or schedules. */
export const sendThrough = async (app: Page): Promise<void> => {
  const dialog = app.getByRole('dialog')
  await app.getByRole('button', { name: 'Review and send…' }).click()
  await dialog.locator('[data-confirm]').click()
}
