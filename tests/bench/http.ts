import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureRequest, checkSignature, postSame, postSigned } from './bare-ses.ts'
import { importBuilt } from './built-module.ts'
import { type Busy, toBusyWords, watchBusy } from './busy.ts'
import { type EngineChannel, openEngineChannel } from './engine-channel.ts'
import type * as channels from './http-channels.ts'
import { eachOf, load, median, peakMemory, seconds } from './measure.ts'
import { startHttpSink } from './processes.ts'

const people = 20_000
const runs = 5
const batchKinds = ['mailgun', 'sendgrid', 'resend'] as const
const mail = {
  subject: 'Night trains to Copenhagen',
  content: `<h1>Hello</h1>${'<p>From 13 December there is a night train every evening.</p>'.repeat(10)}`,
  html: true,
}
const settings = {
  ...{ apiKey: 'key', domain: 'mg.example.org', isEuRegion: false, fromEmail: 'a@example.org' },
  ...{ accessKey: 'AKIDEXAMPLE', secretKey: 'secret', region: 'eu-central-1' },
}
type Kind = Parameters<typeof channels.openChannel>[0]

/**
 * Recipients a second to a sink in a process of its own. One request for each of them: Amazon SES, in turns
 * with two bare undici pools of as many connections. One posts the same request again and again, which Amazon
 * would refuse: what the transport alone takes. The other composes and signs each, as Amazon wants it. Many
 * with one request: the others. Each through the channel alone, which is what an engine would reach that
 * does nothing, and through the whole engine (audience, claims, ledger, receipts).
 */
export const benchHttp = async (): Promise<void> => {
  const { openChannel } = (await importBuilt('tests/bench/http-channels.ts')) as typeof channels
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  const sink = await startHttpSink()
  const origin = `http://127.0.0.1:${sink.ready['port']}`
  const kinds: readonly Kind[] = ['ses', ...batchKinds]
  const vendorUrls = Object.fromEntries(kinds.map((kind) => [kind, origin]))
  const engine = await openEngineChannel(folder, { sandbox: false, vendorUrls })
  try {
    await prepare(engine)
    console.log(`http: ${people} recipients, median of ${runs} runs in turns, load ${load()}`)
    const found: Record<string, { rate: number; busy: Busy | null }[]> = {}
    const measure = async (name: string, work: () => Promise<void>): Promise<number> => {
      const [client, pid] = name.endsWith('engine')
        ? ['engine', engine.pid]
        : ['client', process.pid]
      const stopWatching = await watchBusy({ [client]: pid, sink: sink.pid })
      const rate = people / (await seconds(work))
      found[name] = [...(found[name] ?? []), { rate, busy: await stopWatching() }]
      return rate
    }
    const overChannel = async (kind: Kind): Promise<void> => {
      const channel = openChannel(kind, settings, origin)
      await sendOver(channel)
      channel.close()
    }
    const bare = await captureRequest((url) => openChannel('ses', settings, url), toCall(0, 1))
    checkSignature(bare, settings)
    const ratios = new Map<string, number[]>()
    // The first one warms up.
    for (let run = 0; run <= runs; run++) {
      if (run === 1) for (const name of Object.keys(found)) delete found[name]
      const same = await measure('bare, same bytes', () => postSame(origin, bare, people))
      const signed = await measure('bare, signs each', () =>
        postSigned(origin, bare, { ...settings, addressOf: address, people }),
      )
      const ours = await measure('ses, channel', () => overChannel('ses'))
      const whole = await measure('ses, engine', () => sendThrough(engine, 'ses', run))
      const compared = {
        'channel / bare, signs each': ours / signed,
        'engine / bare, signs each': whole / signed,
        'channel / bare, same bytes': ours / same,
        'engine / bare, same bytes': whole / same,
      }
      for (const [name, ratio] of Object.entries(compared))
        if (run > 0) ratios.set(name, [...(ratios.get(name) ?? []), ratio])
      for (const kind of batchKinds) {
        await measure(`${kind}, channel`, () => overChannel(kind))
        await measure(`${kind}, engine`, () => sendThrough(engine, kind, run))
      }
    }
    for (const [name, list] of Object.entries(found)) {
      const rate = Math.round(median(list.map((one) => one.rate)))
      console.log(`  ${name.padEnd(20)}  ${rate} recipients/s`)
      const busy = list.map((one) => one.busy)
      console.log(`  ${' '.repeat(20)}  ${toBusyWords(busy, people)}`)
    }
    for (const [name, list] of ratios)
      console.log(`  ses, ${name.padEnd(28)}${median(list).toFixed(2)}`)
    const memory = await peakMemory(engine.pid)
    console.log(`  engine's peak memory  ${memory === null ? 'not told here' : `${memory} MB`}`)
  } finally {
    await engine.close()
    await sink.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const address = (at: number): string => `person-${at}@example.org`

const prepare = async (engine: EngineChannel): Promise<void> => {
  await engine.call('createTopic', { topicId: 'everyone', name: 'Everyone' })
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'everyone', hasHeader: false, delimiter: ',' },
    mapping: { email: [0] },
  })
  const text = Array.from({ length: people }, (_, at) => `${address(at)}\n`)
  for (let at = 0; at < people; at += 4000)
    await engine.call('appendImport', { importId, text: text.slice(at, at + 4000).join('') })
  await engine.call('appendImport', { importId, text: '', last: true })
  const { fromEmail, apiKey, domain, isEuRegion, ...aws } = settings
  const parameters = {
    ses: aws,
    mailgun: { apiKey, domain, isEuRegion },
    sendgrid: { apiKey },
    resend: { apiKey },
  }
  for (const [kind, given] of Object.entries(parameters))
    await engine.call('createProvider', {
      ...{ kind, providerId: kind, name: kind, ...given, fromEmail, enabled: false },
    })
}

/** A campaign through one provider, the only one that is switched on. */
const sendThrough = async (engine: EngineChannel, kind: Kind, run: number): Promise<void> => {
  const messageId = `${kind}-${run}`
  await engine.call('updateProvider', { kind, providerId: kind, enabled: true })
  await engine.call('createEmail', { messageId, ...mail, topics: ['everyone'] })
  for (;;) {
    const { status, deliveredTotal } = await engine.call('getMessage', { messageId })
    if (status !== 'processing') {
      if (deliveredTotal !== people) throw new Error(`${messageId} ended ${String(status)}.`)
      break
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await engine.call('updateProvider', { kind, providerId: kind, enabled: false })
}

const { signal } = new AbortController()
const content = { type: 'email', ...mail, cc: [], bcc: [], attachments: [] } as const

const toCall = (from: number, to: number) => ({
  content,
  recipients: Array.from({ length: to - from }, (_, at) => ({
    ...{ identifier: address(from + at), key: `${from + at}` },
  })),
  withCopies: false,
  key: String(from),
  date: new Date(),
  signal,
})

const sendOver = async (channel: ReturnType<typeof channels.openChannel>): Promise<void> => {
  const size = channel.batchSize(content)
  const starts = Array.from({ length: Math.ceil(people / size) }, (_, at) => at * size)
  await eachOf(starts, channel.connections * 4, (at) =>
    channel.send(toCall(at, Math.min(at + size, people))),
  )
}
