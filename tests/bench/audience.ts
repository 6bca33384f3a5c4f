import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Query } from 'node-appwrite'
import { openBareInserts } from './bare-inserts.ts'
import { type EngineChannel, openEngineChannel } from './engine-channel.ts'
import { median, peakMemory, seconds } from './measure.ts'

const total = Number(process.env['SENDWRIGHT_BENCH_ROWS'] ?? 1_000_000)
const turns = 10
const pieceRows = 4000
const asked = 40

/**
 * A million people in one topic. Import: rows a second of a CSV file through the engine's channel (parsing,
 * rules, results of every row) against bare prepared inserts of the same people into the same schema, in
 * turns, so that both tables grow alike. Then the time of a page and of a search, as a host sees it.
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
      await benchImport(engine, bareFile)
      await benchLists(engine)
      const memory = await peakMemory(engine.pid)
      console.log(`  engine's peak memory    ${memory === null ? 'not told here' : `${memory} MB`}`)
    } finally {
      await engine.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Spread over the alphabet, so that the indexes of names and addresses are filled at random places. */
const toPerson = (at: number): { name: string; email: string } => {
  const word = ((at * 2_654_435_761) % 4_294_967_296).toString(36)
  return { name: `Person ${word}`, email: `${word}.${at}@example.org` }
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
  const ratios: number[] = []
  const rates: { ours: number; bare: number }[] = []
  const waits: number[] = []
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'everyone', hasHeader: false, delimiter: ',' },
    mapping: { email: [0], name: [1] },
  })
  const each = Math.ceil(total / turns)
  for (let turn = 0; turn < turns; turn++) {
    const [from, to] = [turn * each, Math.min((turn + 1) * each, total)]
    const bareSeconds = await seconds(async () => bare.add(from, to))
    const ourSeconds = await seconds(async () => {
      for (let at = from; at < to; at += pieceRows) {
        const text = toCsv(at, Math.min(at + pieceRows, to))
        const written = engine.call('appendImport', { importId, text })
        waits.push(await milliseconds(() => engine.call('listSubscribers', page())))
        await written
      }
    })
    rates.push({ ours: (to - from) / ourSeconds, bare: (to - from) / bareSeconds })
    ratios.push(bareSeconds / ourSeconds)
  }
  const info = await engine.call('appendImport', { importId, text: '', last: true })
  bare.close()
  const { added } = info['counts'] as { added: number }
  if (added !== total) throw new Error(`${added} of ${total} people were imported.`)
  const rate = (values: number[]) => `${Math.round(median(values))} rows/s`
  console.log(`audience: ${total} people in one topic, in ${turns} turns`)
  console.log(`  import                  ${rate(rates.map(({ ours }) => ours))}`)
  console.log(`  bare prepared inserts   ${rate(rates.map(({ bare: other }) => other))}`)
  console.log(`  ratio (median)          ${median(ratios).toFixed(2)}`)
  console.log(`  a page while importing  ${spread(waits)}`)
}

const page = (...queries: string[]) => ({ topicId: 'everyone', queries })

const benchLists = async (engine: EngineChannel): Promise<void> => {
  const { subscribers } = (await engine.call(
    'listSubscribers',
    page(Query.limit(100), Query.offset(Math.floor(total / 2))),
  )) as { subscribers: { $id: string; userId: string }[] }
  const someone = (at: number) => subscribers[at % subscribers.length] ?? { $id: '', userId: '' }
  const kinds: Readonly<Record<string, (at: number) => object>> = {
    'page by cursor': (at) => page(Query.cursorAfter(someone(at).$id)),
    'newest, by cursor': (at) =>
      page(Query.orderDesc('$createdAt'), Query.cursorAfter(someone(at).$id)),
    'filter and order': (at) =>
      page(
        Query.equal('providerType', 'email'),
        Query.orderDesc('$createdAt'),
        Query.cursorAfter(someone(at).$id),
      ),
    'filter by user': (at) => page(Query.equal('userId', someone(at).userId)),
    'filter nobody meets': () => page(Query.equal('providerType', 'sms')),
    'search an id': (at) => ({ ...page(), search: someone(at).userId }),
    'search a common word': () => ({ ...page(), search: 'email' }),
  }
  for (const [name, input] of Object.entries(kinds)) {
    const times: number[] = []
    for (let at = 0; at < asked; at++)
      times.push(await milliseconds(() => engine.call('listSubscribers', input(at))))
    console.log(`  ${name.padEnd(22)}  ${spread(times)}`)
  }
  const found: number[] = []
  for (let at = 0; at < asked; at++) {
    const search = toPerson(Math.floor((at / asked) * total)).email
    found.push(await milliseconds(() => engine.call('listUsers', { search })))
  }
  console.log(`  search a person         ${spread(found)}`)
  const searches: Readonly<Record<string, (at: number) => string>> = {
    'find a member by name': (at) => toPerson(Math.floor((at / asked) * total)).name,
    'find a member by mail': (at) => toPerson(Math.floor((at / asked) * total)).email.slice(0, -4),
    'find all called so': () => 'person',
  }
  for (const [name, search] of Object.entries(searches)) {
    const times: number[] = []
    for (let at = 0; at < asked; at++) {
      const input = { ...page(Query.orderDesc('$createdAt')), search: search(at) }
      times.push(await milliseconds(() => engine.call('findSubscribers', input)))
    }
    console.log(`  ${name.padEnd(22)}  ${spread(times)}`)
  }
}

const milliseconds = async (work: () => Promise<unknown>): Promise<number> =>
  (await seconds(async () => void (await work()))) * 1000

const spread = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b)
  const p95 = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? 0
  return `p50 ${median(times).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`
}
