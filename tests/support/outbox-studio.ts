import type { OutboxEntry } from '@contract/outbox'
import { createMemoryStore } from '@main/secrets/memory'
import { emailOf } from './email-of'
import { eventually } from './eventually'
import { openTestStudio, type TestStudio } from './open-test-studio'
import { createRecordedEngines } from './recorded-engine'
import { startRemoteProject } from './remote-project'
import { temporaryFolder } from './temporary-folder'

/** What a test may set. */
interface OutboxSetUp {
  /** Where the studio finds the project: through a proxy, for one. */
  readonly endpoint?: (target: string) => Promise<string>
  readonly environment?: 'production' | 'staging'
  readonly locked?: boolean
}

/** A project with a topic, and a studio on it that can be closed and opened again. */
export const openOutboxStudio = async ({
  endpoint = async (target) => target,
  environment = 'staging',
  locked = false,
}: OutboxSetUp = {}) => {
  const project = await startRemoteProject()
  await project.engine.call('createTopic', { topicId: 'news', name: 'News' })
  const dataFolder = temporaryFolder()
  const secrets = createMemoryStore('memory', null)
  const clock = { aheadMs: 0 }
  const open = (folder = dataFolder): Promise<TestStudio> =>
    openTestStudio({
      ...{ dataFolder: folder, secrets },
      launchEngine: createRecordedEngines().launchEngine,
      clock: () => new Date(Date.now() + clock.aheadMs),
    })
  let current = await open()
  const call: TestStudio['call'] = (name, input) => current.call(name, input)
  const address = { ...project.address, endpoint: await endpoint(project.address.endpoint) }
  const { id: profileId } = await call('connectProfile', {
    ...{ name: 'Shop', environment, locked },
    ...address,
  })

  /** A draft that says this, at the end of the outbox. */
  const queue = async (
    subject: string,
    more: { readonly as?: OutboxEntry['as']; readonly scheduledAt?: string } = {},
  ): Promise<string> => {
    const { as = 'keep', scheduledAt = null } = more
    const draft = await call('createDraft', {})
    const said = { subject, content: 'Text', topics: ['news'], scheduledAt }
    await call('saveDraft', { draftId: draft.id, content: { ...emailOf(draft), ...said } })
    await call('queueDraft', { draftId: draft.id, as })
    return draft.id
  }
  const list = async () => (await call('listOutbox', {})).entries
  const entry = async (draftId: string) => (await list()).find(({ draft }) => draft.id === draftId)
  /** Until everything of the outbox rests in these states. */
  const until = (states: readonly OutboxEntry['state'][]): Promise<void> =>
    eventually(async () => {
      const found = (await list()).map(({ state }) => state)
      if (JSON.stringify(found) !== JSON.stringify(states)) throw new Error(found.join())
    })
  /** What is on the server, the oldest first. */
  const onServer = async (): Promise<string[]> => {
    const page = (await project.engine.call('listMessages', { queries: [] })) as {
      readonly messages: readonly { readonly data: { readonly subject?: unknown } }[]
    }
    return page.messages.map(({ data }) => String(data.subject))
  }
  return {
    ...{ project, profileId, dataFolder, clock, call, queue, list, entry, until, onServer },
    events: () => current.events,
    /** Ends the app and starts it again. */
    restart: async (): Promise<void> => {
      await current.studio.close()
      current = await open()
    },
    /** Leaves the app as it is, and starts it on another folder. */
    reopen: async (folder: string): Promise<void> => {
      current = await open(folder)
    },
  }
}
