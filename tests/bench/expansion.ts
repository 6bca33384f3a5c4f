import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineChannel, openEngineChannel } from './engine-channel.ts'
import { peakMemory } from './measure.ts'

const many = Number(process.env['SENDWRIGHT_BENCH_ROWS'] ?? 1_000_000)
const few = 10_000
const messageId = 'campaign'

/**
 * The ledger of a large audience: written, then given up again, while a report is asked for all the time.
 * Tells how long those questions waited, and whether memory depends on how many people there are. Each
 * engine starts anew on people who are there already, so that only the campaign counts.
 */
export const benchExpansion = async (): Promise<void> => {
  const small = await measure(few)
  const large = await measure(many)
  console.log(`expansion: a campaign to ${few} and to ${many} people, started and stopped`)
  for (const { people, waits, seconds, megabytes } of [small, large]) {
    const sorted = waits.toSorted((a, b) => a - b)
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0
    const longest = sorted.at(-1) ?? 0
    console.log(`  ${people} people`)
    console.log(`    ledger written in     ${seconds.toFixed(1)} s`)
    console.log(
      `    a call meanwhile      p99 ${p99.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`,
    )
    console.log(`    engine's peak memory  ${megabytes ?? 'not told here'} MB`)
  }
  if (small.megabytes && large.megabytes)
    console.log(`  memory, many to few     ${(large.megabytes / small.megabytes).toFixed(2)}`)
}

const measure = async (people: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  try {
    await fill(folder, people)
    const engine = await openEngineChannel(folder, { sandbox: false })
    try {
      const waits: number[] = []
      const startedAt = performance.now()
      await engine.call('createEmail', {
        ...{ messageId, subject: 'Hello', content: 'Text', topics: ['everyone'] },
      })
      await watch(engine, waits, (state) => state !== 'preparing')
      const seconds = (performance.now() - startedAt) / 1000
      await engine.call('cancelDelivery', { messageId })
      await watch(engine, waits, (state) => state === 'idle')
      return { people, waits, seconds, megabytes: await peakMemory(engine.pid) }
    } finally {
      await engine.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Asks again and again; notes how long each answer took. */
const watch = async (
  engine: EngineChannel,
  waits: number[],
  isOver: (state: string) => boolean,
): Promise<void> => {
  for (;;) {
    const askedAt = performance.now()
    const report = await engine.call('getDeliveryReport', { messageId })
    waits.push(performance.now() - askedAt)
    const { state } = report['activity'] as { readonly state: string }
    if (isOver(state) && report['startedAt'] !== null) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const fill = async (folder: string, people: number): Promise<void> => {
  const engine = await openEngineChannel(folder)
  // Nobody listens there: the campaign waits instead of sending.
  await engine.call('createProvider', {
    ...{ kind: 'smtp', providerId: 'nowhere', name: 'Nowhere', host: '127.0.0.1', port: 1 },
    ...{ fromEmail: 'hallo@example.org', enabled: true },
  })
  await engine.call('createTopic', { topicId: 'everyone', name: 'Everyone' })
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'everyone', hasHeader: false, delimiter: ',' },
    mapping: { email: [0] },
  })
  for (let at = 0; at < people; at += 4000) {
    const last = at + 4000 >= people
    const size = Math.min(4000, people - at)
    const text = Array.from({ length: size }, (_, row) => `p${at + row}@example.org\n`).join('')
    await engine.call('appendImport', { importId, text, last })
  }
  await engine.close()
}
