import { Agent, request } from 'undici'
import type { connectRemote } from '../../src-main/backends/remote/connect-remote.ts'
import { importBuilt } from './built-module.ts'
import { toBusyWords, watchBusy } from './busy.ts'
import { eachOf, load, median, seconds } from './measure.ts'
import { startEngine } from './processes.ts'

const topics = 300

interface Kind {
  readonly name: string
  readonly calls: number
  /** The row, its input and what goes over the wire for it. */
  readonly call: (at: string) => {
    readonly row: string
    readonly input: Readonly<Record<string, unknown>>
    readonly method: 'GET' | 'POST'
    readonly path: string
  }
}

const page = ['{"method":"limit","values":[100]}', '{"method":"orderAsc","attribute":"name"}']
const search = new URLSearchParams(page.map((text, at) => [`queries[${at}]`, text]))

const kinds: readonly Kind[] = [
  {
    name: 'get one topic',
    calls: 10000,
    call: () => ({
      ...{ row: 'getTopic', input: { topicId: 'topic-7' } },
      ...{ method: 'GET', path: '/messaging/topics/topic-7' },
    }),
  },
  {
    name: 'list 100 topics',
    calls: 1000,
    call: () => ({
      ...{ row: 'listTopics', input: { queries: page } },
      ...{ method: 'GET', path: `/messaging/topics?${search}` },
    }),
  },
  {
    name: 'create a topic',
    calls: 1000,
    call: (at) => ({
      ...{ row: 'createTopic', input: { topicId: at, name: `Topic ${at}` } },
      ...{ method: 'POST', path: '/messaging/topics' },
    }),
  },
]

/**
 * The remote backend (validation, encoding, typed replies, the policy of repeating) against bare undici
 * with the same headers, pool and JSON, for the same calls to the same server in another process, in turns.
 */
export const benchRemote = async (): Promise<void> => {
  const module = await importBuilt('src-main/backends/remote/connect-remote.ts')
  // The module that was just built from the file whose type is named.
  const { connectRemote: connect } = module as { connectRemote: typeof connectRemote }
  const engine = await startEngine()
  const { url: endpoint = '', project = '', key = '' } = engine.ready
  const backend = connect({ endpoint, project, key })
  const dispatcher = new Agent({ connections: 16 })
  const headers = {
    ...{ accept: 'application/json', 'content-type': 'application/json' },
    ...{ 'x-appwrite-project': project, 'x-appwrite-key': key },
  }
  const ours = async (kind: Kind, at: string): Promise<void> => {
    const { row, input } = kind.call(at)
    await backend.call(row, input)
  }
  const bare = async (kind: Kind, at: string): Promise<void> => {
    const { method, path, input } = kind.call(at)
    const body = method === 'POST' ? JSON.stringify(input) : null
    const reply = await request(`${endpoint}${path}`, { dispatcher, method, headers, body })
    await reply.body.json()
    if (reply.statusCode >= 400) throw new Error(`${kind.name}: ${reply.statusCode}`)
  }
  try {
    await eachOf(Array(topics).keys(), 4, (at) =>
      backend.call('createTopic', { topicId: `topic-${at}`, name: `Topic ${at}` }),
    )
    console.log(`remote: backend over bare undici, call by call in turns, medians, load ${load()}`)
    for (const kind of kinds) await compare(kind, { ours, bare, server: engine.pid })
  } finally {
    await dispatcher.close()
    await backend.close()
    await engine.close()
  }
}

type Way = (kind: Kind, at: string) => Promise<void>

interface Ways {
  readonly ours: Way
  readonly bare: Way
  /** The process that answers. */
  readonly server: number
}

/** One call this way, one that way, so that whatever else the machine does meets both alike. */
const compare = async (kind: Kind, { ours, bare, server }: Ways): Promise<void> => {
  const times: { ours: number; bare: number }[] = []
  const stopWatching = await watchBusy({ client: process.pid, server })
  const warmUp = kind.calls / 4
  for (let at = -warmUp; at < kind.calls; at++) {
    const oursFirst = at % 2 === 0
    const first = await seconds(() => (oursFirst ? ours : bare)(kind, `first-${at + kind.calls}`))
    const second = await seconds(() => (oursFirst ? bare : ours)(kind, `second-${at + kind.calls}`))
    // The calls before the first one warm both up.
    if (at >= 0)
      times.push(oursFirst ? { ours: first, bare: second } : { ours: second, bare: first })
  }
  const busy = await stopWatching()
  const each = (way: 'ours' | 'bare') => median(times.map((time) => time[way])) * 1000
  const ratio = (each('ours') / each('bare')).toFixed(2)
  console.log(
    `  ${kind.name.padEnd(16)} ${each('ours').toFixed(2)} ms a call, bare ${each('bare').toFixed(2)} ms, ratio ${ratio}`,
  )
  // Both ways together.
  console.log(`  ${' '.repeat(16)} ${toBusyWords([busy], (kind.calls + warmUp) * 2)}`)
}
