import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Query } from 'node-appwrite'
import { listQuestions, toPerson } from './audience-questions.ts'
import { openBareInserts } from './bare-inserts.ts'
import { type EngineChannel, openEngineChannel } from './engine-channel.ts'
import { load, median, milliseconds, peakMemory, percentile, seconds } from './measure.ts'

const total = Number(process.env['SENDWRIGHT_BENCH_ROWS'] ?? 1_000_000)
const turns = 10
const pieceRows = 4000
/** Every question is asked in rounds, so that a busy moment of the machine falls into one of them. */
const rounds = 3
const askedPerRound = 20

/**
 * A million people in one topic. Import: rows a second of a CSV file through the engine's channel (parsing,
 * rules, results of every row) against bare prepared inserts of the same people into the same schema, in
 * turns, so that both tables grow alike. Then the time of pages and searches, as a host sees it.
 */
export const benchAudience = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  try {
    let engine = await openEngineChannel(folder)
    await engine.call('createTopic', { topicId: 'everyone', name: 'Everyone' })
    await engine.close()
    const bareFile = join(folder, 'bare.db')
    await copyFile(join(folder, 'engine.db'), bareFile)
    engine = await openEngineChannel(folder)
    try {
      console.log(`audience: ${total} people in one topic, load ${load()}`)
      await benchImport(engine, bareFile)
      await benchLists(engine)
      await reportMemory('peak memory at the end', engine)
    } finally {
      await engine.close()
    }
    console.log(`  load at the end ${load()}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const toCsv = (from: number, to: number): string => {
  let text = ''
  for (let at = from; at < to; at++) {
    const { name, email } = toPerson(at)
    text += `${email},${name}\n`
  }
  return text
}

const benchImport = async (engine: EngineChannel, bareFile: string): Promise<void> => {
  const bare = openBareInserts(bareFile, toPerson)
  const rates: { ours: number; bare: number }[] = []
  const waits: number[] = []
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'everyone', hasHeader: false, delimiter: ',' },
    mapping: { email: [0], name: [1] },
  })
  const newest = { topicId: 'everyone', queries: [Query.orderDesc('$createdAt')] }
  const each = Math.ceil(total / turns)
  for (let turn = 0; turn < turns; turn++) {
    const [from, to] = [turn * each, Math.min((turn + 1) * each, total)]
    const bareSeconds = await seconds(async () => bare.add(from, to))
    const ourSeconds = await seconds(async () => {
      for (let at = from; at < to; at += pieceRows) {
        const text = toCsv(at, Math.min(at + pieceRows, to))
        const written = engine.call('appendImport', { importId, text })
        waits.push(await milliseconds(() => engine.call('listSubscribers', newest)))
        await written
      }
    })
    rates.push({ ours: (to - from) / ourSeconds, bare: (to - from) / bareSeconds })
    if (turn === 0) await reportMemory('peak memory after a tenth', engine)
  }
  const info = await engine.call('appendImport', { importId, text: '', last: true })
  bare.close()
  const { added } = info['counts'] as { added: number }
  if (added !== total) throw new Error(`${added} of ${total} people were imported.`)
  const ratios = rates.map(({ ours, bare: other }) => ours / other)
  const rate = (values: number[]) => `${Math.round(median(values))} rows/s`
  report('import', rate(rates.map(({ ours }) => ours)))
  report('bare prepared inserts', rate(rates.map(({ bare: other }) => other)))
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  report('ratio', `${median(ratios).toFixed(2)} (${range} in ${turns} turns)`)
  report('newest page while importing', times([waits]))
}

const benchLists = async (engine: EngineChannel): Promise<void> => {
  const { subscribers } = (await engine.call('listSubscribers', {
    topicId: 'everyone',
    queries: [Query.limit(100), Query.offset(Math.floor(total / 2))],
  })) as { subscribers: { $id: string; userId: string }[] }
  const questions = listQuestions(subscribers, total)
  const answers = new Map(questions.map(({ name }) => [name, [] as number[][]]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, call, input } of questions) {
      const waits: number[] = []
      for (let at = 0; at < askedPerRound; at++) {
        const asked = input(round * askedPerRound + at)
        waits.push(await milliseconds(() => engine.call(call, asked)))
      }
      answers.get(name)?.push(waits)
    }
  }
  for (const [name, all] of answers) report(name, times(all))
}

/** Medians over the rounds. */
const times = (all: readonly (readonly number[])[]): string => {
  const at = (share: number) =>
    median(all.map((waits) => percentile(waits, share)))
      .toFixed(1)
      .padStart(6)
  return `p50 ${at(0.5)} ms   p95 ${at(0.95)} ms`
}

const reportMemory = async (name: string, { pid }: EngineChannel): Promise<void> => {
  const memory = await peakMemory(pid)
  report(name, memory === null ? 'not told here' : `${memory} MB`)
}

const report = (name: string, value: string): void => console.log(`  ${name.padEnd(38)}${value}`)
