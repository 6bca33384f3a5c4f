import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { CallInput, CallName, CallReply } from '@contract/index'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { emailOf } from '../../support/email-of'
import { eventually } from '../../support/eventually'
import { startFaultProxy, type Fault } from '../../support/fault-proxy'
import { startProgram } from '../../support/program'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

/** Two starts of the whole app, and pauses between attempts, on a computer that may be busy. */
const patienceMs = 30_000

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

/** The browser host of the built program, called as its page does. */
const startApp = async (dataFolder: string) => {
  const program = await startProgram(['serve', '--data', dataFolder])
  const url = new URL(program.ready['url'] ?? '')
  const opened = await fetch(url, { redirect: 'manual' })
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  const headers = { 'content-type': 'application/json', cookie, origin: url.origin }
  const call = async <Name extends CallName>(
    name: Name,
    input: CallInput<Name>,
  ): Promise<CallReply<Name>> => {
    const body = JSON.stringify({ name, input })
    const response = await fetch(`${url.origin}/bridge/call`, { method: 'POST', headers, body })
    const reply = (await response.json()) as { ok: boolean; value: unknown; error: unknown }
    if (!reply.ok) throw new Error(JSON.stringify(reply.error))
    // What the host answers is the contract's reply; the caller's expectations check it.
    return reply.value as CallReply<Name>
  }
  onTestFinished(async () => void (await program.stop('SIGKILL')))
  return { call, kill: () => program.stop('SIGKILL') }
}

test.each<[Fault, number]>([
  ['stall after the write', 1],
  ['stall', 0],
])(
  'kill -9 of the whole app while a send is on its way (“%s”) leaves each message once',
  async (fault, arrived) => {
    const project = await startRemoteProject()
    const { engine, address } = project
    await engine.call('createTopic', { topicId: 'news', name: 'News' })
    const proxy = await startFaultProxy(address.endpoint)
    onTestFinished(() => proxy.close())
    const subjects = async (): Promise<unknown[]> => {
      const page = await engine.call('listMessages', { queries: [] })
      const { messages } = page as { messages: { data: { subject?: unknown } }[] }
      return messages.map(({ data }) => data.subject)
    }
    const dataFolder = temporaryFolder()
    const first = await startApp(dataFolder)
    const { id: profileId } = await first.call('connectProfile', {
      ...{ name: 'Shop', environment: 'staging' },
      ...{ ...address, endpoint: proxy.endpoint },
    })
    for (const subject of ['One', 'Two', 'Three']) {
      const draft = await first.call('createDraft', {})
      const said = { subject, content: 'Text', topics: ['news'] }
      await first.call('saveDraft', {
        draftId: draft.id,
        content: { ...emailOf(draft), ...said },
      })
      await first.call('queueDraft', { draftId: draft.id, as: 'send' })
    }
    const { entries } = await first.call('listOutbox', {})
    proxy.spoil('POST', fault)
    // The last one is not released.
    const draftIds = entries.slice(0, 2).map(({ draft }) => draft.id)
    await first.call('releaseOutbox', { draftIds })
    await eventually(async () => {
      expect(proxy.seen.filter((line) => line.startsWith('POST'))).toHaveLength(1)
      expect(await subjects()).toHaveLength(arrived)
    }, patienceMs)
    await first.kill()

    const second = await startApp(dataFolder)
    // Without a keychain the key was only in memory.
    await second.call('updateProfile', { profileId, key: address.key })
    await eventually(async () => expect(await subjects()).toEqual(['One', 'Two']), patienceMs)
    await eventually(async () => {
      const left = (await second.call('listOutbox', {})).entries
      expect(left.map(({ draft, state }) => [emailOf(draft).subject, state])).toEqual([
        ['Three', 'waiting'],
      ])
    }, patienceMs)
    expect(await subjects()).toEqual(['One', 'Two'])
  },
  4 * patienceMs,
)
