import { Query } from '@contract/queries'
import { expect, it } from 'vitest'
import { addCrowd, addScripted, scriptedProvider } from '../../support/scripted-provider'
import { openWorkspace, waitFor } from '../../support/workspace'

it('messages that are due in a crowd go out some at a time, each once, and calls are answered', async () => {
  let now = Date.UTC(2026, 10, 23, 12)
  const people: string[] = []
  const vendor = scriptedProvider(async ({ content }) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (content.type === 'email') people.push(content.subject)
  })
  const workspace = openWorkspace({ clock: () => now, providers: [vendor.provider] })
  await addScripted(workspace)
  await addCrowd(workspace, 'crowd', 1)
  const subjects = Array.from({ length: 150 }, (_, at) => `m${at}`)
  const scheduledAt = new Date(now + 60_000).toISOString()
  for (const subject of subjects) {
    const message = { messageId: subject, subject, content: 'Text', topics: ['crowd'] }
    await workspace.call('createEmail', { ...message, scheduledAt })
  }
  now += 60_000
  workspace.wake()

  // One that waits for its turn can be taken back like any other.
  await waitFor(
    () => Promise.resolve(vendor.calls.length),
    (calls) => calls > 0,
  )
  const report = () => workspace.call('getDeliveryReport', { messageId: 'm149' })
  expect((await report()).activity.state).toBe('preparing')
  await workspace.call('cancelDelivery', { messageId: 'm149' })

  await waitFor(
    () => workspace.call('listMessages', { queries: [Query.equal('status', 'sent')] }),
    ({ total }) => total === 149,
    30_000,
  )

  expect(people.toSorted()).toEqual(subjects.slice(0, -1).toSorted())
  expect(vendor.widest()).toBeLessThanOrEqual(32)
  expect(await waitFor(report, ({ finishedAt }) => finishedAt !== null)).toMatchObject({
    ...{ counts: { accepted: 0, pending: 0 } },
  })
  await workspace.end()
})
