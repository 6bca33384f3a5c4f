import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leftWords } from '../../support/left-audience'
import { addCrowd, addScripted, scriptedProvider, tooMany } from '../../support/scripted-provider'
import { watchUntil, openWorkspace, waitFor, type Workspace } from '../../support/workspace'

/** More than go at once. */
const many = 1500
const topic = { topicId: 'crowd' }

describe('deleting a topic with many subscribers', () => {
  let workspace: Workspace
  const call: Workspace['call'] = (name, input) => workspace.call(name, input)
  const notFound = { type: 'topic_not_found' }
  /** Nobody clears the rest away in the meantime. */
  const removeAndHold = async (): Promise<void> => {
    await call('deleteTopic', topic)
    await workspace.reopen({ isIdle: true })
  }
  const createAgain = () =>
    call('createTopic', { ...topic, name: 'Again' }).catch((error: unknown) => error)

  beforeEach(async () => {
    const vendor = scriptedProvider(() => undefined, { connections: 1 })
    workspace = openWorkspace({ providers: [vendor.provider] })
    await addScripted(workspace)
    await addCrowd(workspace, 'crowd', many)
  })
  afterEach(() => workspace.end())

  it('is there no more for anybody, while its subscribers still are in the file', async () => {
    await removeAndHold()
    // The proof that there is still something to be cleared away.
    await expect(createAgain()).resolves.toMatchObject({ type: 'topic_already_exists' })
    await expect(call('getTopic', topic)).rejects.toMatchObject(notFound)
    await expect(call('updateTopic', { ...topic, name: 'Other' })).rejects.toMatchObject(notFound)
    await expect(call('deleteTopic', topic)).rejects.toMatchObject(notFound)
    await expect(call('listSubscribers', topic)).rejects.toMatchObject(notFound)
    await expect(call('beginExport', { kind: 'subscribers', ...topic })).rejects.toMatchObject(
      notFound,
    )
    await expect(call('listTopics', {})).resolves.toEqual({ total: 0, topics: [] })
    await expect(call('listTopics', { search: 'crowd' })).resolves.toMatchObject({ total: 0 })
    const { numbers } = await call('explainRecipients', {
      ...{ providerType: 'email', topics: ['crowd'] },
    })
    expect(numbers).toMatchObject({ people: 0, leftOut: 1 })
  })

  it('is cleared away by and by, also after a restart, and its id is free again', async () => {
    await removeAndHold()
    await workspace.reopen({ isIdle: false })
    const answers = await watchUntil(createAgain, (reply) => !(reply instanceof Error))
    expect(answers.at(-1)).toMatchObject({ $id: 'crowd', emailTotal: 0 })
    await expect(call('listSubscribers', topic)).resolves.toMatchObject({ total: 0 })
    await expect(call('listUsers', {})).resolves.toMatchObject({ total: many })
  })

  it('answers calls in between', async () => {
    await call('deleteTopic', topic)
    const answers = await watchUntil(createAgain, (reply) => !(reply instanceof Error))
    expect(answers.length).toBeGreaterThan(2)
  })

  it('ends an import into it in words', async () => {
    const { importId } = await call('beginImport', {
      ...{ kind: 'subscribers', ...topic, hasHeader: false, delimiter: ',' },
      mapping: { email: [0] },
    })
    await removeAndHold()
    await call('resumeImport', { importId })
    const rest = { importId, text: 'late@example.com\n', last: true }
    await expect(call('appendImport', rest)).rejects.toMatchObject(notFound)
    await expect(call('listUsers', {})).resolves.toMatchObject({ total: many })
  })

  it('takes everybody off who waits for a message, also after a restart', async () => {
    const vendor = scriptedProvider(() => Promise.reject(tooMany(60_000)))
    await workspace.reopen({ providers: [vendor.provider] })
    const hello = { messageId: 'hello' }
    await call('createEmail', { ...hello, subject: 'Hi', content: 'Hi', topics: ['crowd'] })
    const report = () => call('getDeliveryReport', hello)
    await waitFor(report, ({ activity }) => activity.waits.length > 0)
    await removeAndHold()
    await workspace.reopen({ isIdle: false })
    const { counts } = await waitFor(report, ({ counts: { failed } }) => failed === many)
    expect(counts).toMatchObject({ pending: 0, accepted: 0 })
    const { deliveries } = await call('listDeliveries', { ...hello })
    expect(new Set(deliveries.map(({ error }) => error))).toEqual(new Set([leftWords]))
  })
})
