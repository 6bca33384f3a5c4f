import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Query } from 'node-appwrite'
import { openEngineChannel, type EngineChannel } from './engine-channel.ts'
import { load, milliseconds, percentile } from './measure.ts'
import { startSink } from './processes.ts'

const recipients = Number(process.env['SENDWRIGHT_BENCH_ROWS'] ?? 20_000)
const pieceRows = 2000
const pauseMs = 20
const newest = Query.orderDesc('$createdAt')
const topicId = 'everyone'

/** What screens ask while a campaign goes out. */
const questions = [
  ['listMessages', { queries: [newest] }],
  ['listSubscribers', { topicId, queries: [newest] }],
  ['findSubscribers', { topicId, queries: [newest], search: 'person-1' }],
  ['listUsers', { queries: [Query.orderAsc('name')] }],
  ['listDeliveries', { messageId: 'campaign' }],
] as const

/**
 * Lists over the engine's channel, one after the other, while it sends a campaign over SMTP as fast as it
 * can to a server in a process of its own.
 */
export const benchSending = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  const sink = await startSink()
  try {
    const engine = await openEngineChannel(folder, { sandbox: false })
    try {
      await prepare(engine, Number(sink.ready['port']))
      await measure(engine)
    } finally {
      await engine.close()
    }
  } finally {
    await sink.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const prepare = async (engine: EngineChannel, port: number): Promise<void> => {
  await engine.call('createProvider', {
    ...{ kind: 'smtp', providerId: 'sink', name: 'Sink', host: '127.0.0.1', port },
    ...{ autoTLS: false, fromName: 'Fernweh', fromEmail: 'hallo@example.org', enabled: true },
  })
  await engine.call('createTopic', { topicId, name: 'Everyone' })
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId, hasHeader: false, delimiter: ',' },
    mapping: { email: [0], name: [1] },
  })
  for (let from = 0; from < recipients; from += pieceRows) {
    const rows = Array.from({ length: Math.min(pieceRows, recipients - from) }, (_, index) => {
      const name = `person-${from + index}`
      return `${name}@example.org,${name}`
    })
    const last = from + pieceRows >= recipients
    await engine.call('appendImport', { importId, text: `${rows.join('\n')}\n`, last })
  }
}

const measure = async (engine: EngineChannel): Promise<void> => {
  const waits = new Map(questions.map(([name]) => [name as string, [] as number[]]))
  const start = performance.now()
  const content = `<h1>Hello</h1>${'<p>From 13 December there is a night train every evening.</p>'.repeat(40)}`
  const input = { messageId: 'campaign', subject: 'Night trains', content, html: true }
  await engine.call('createEmail', { ...input, topics: [topicId] })
  let message = await engine.call('getMessage', { messageId: 'campaign' })
  while (message['status'] === 'processing') {
    for (const [name, asked] of questions) {
      waits.get(name)?.push(await milliseconds(() => engine.call(name, asked)))
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    message = await engine.call('getMessage', { messageId: 'campaign' })
  }
  const rate = recipients / ((performance.now() - start) / 1000)
  if (message['deliveredTotal'] !== recipients)
    throw new Error(`${String(message['deliveredTotal'])} of ${recipients} mails were sent.`)
  console.log(`sending: ${recipients} mails at ${Math.round(rate)} mails/s, load ${load()}`)
  report('all lists', [...waits.values()].flat())
  for (const [name, times] of waits) report(name, times)
}

const report = (name: string, times: readonly number[]): void => {
  const at = (share: number) => percentile(times, share).toFixed(1).padStart(6)
  console.log(`  ${name.padEnd(18)}p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   worst ${at(1)} ms`)
}
