import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Content, Outgoing } from '../../src-main/providers/outgoing.ts'
import type { Channel, StoredSettings } from '../../src-main/providers/provider.ts'
import { captureRequest, type Captured } from './bare-http.ts'
import { checkSignature, postSigned } from './bare-ses.ts'
import { checkForm, postForms } from './bare-twilio.ts'
import { importBuilt } from './built-module.ts'
import { type Busy, toBusyWords, watchBusy } from './busy.ts'
import { type EngineChannel, openEngineChannel } from './engine-channel.ts'
import type * as channels from './http-channels.ts'
import { eachOf, load, median, peakMemory, seconds } from './measure.ts'
import { startHttpSink } from './processes.ts'

const people = 20_000
const runs = 5
/** An answer from within the same region takes longer. */
const awayMs = 5
const runsFarAway = 3
const batchKinds = ['mailgun', 'sendgrid', 'resend'] as const
const mail = {
  subject: 'Night trains to Copenhagen',
  content: `<h1>Hello</h1>${'<p>From 13 December there is a night train every evening.</p>'.repeat(10)}`,
  html: true,
}
const text = 'From 13 December there is a night train every evening: sendwright.example.org/night'
const aws = { accessKey: 'AKIDEXAMPLE', secretKey: 'secret', region: 'eu-central-1' }
const twilio = { accountSid: 'AC0123456789', authToken: 'token' }
const mailboxes = { apiKey: 'key', domain: 'mg.example.org', isEuRegion: false }
const settings = { ...aws, ...twilio, ...mailboxes, fromEmail: 'a@example.org' }
type Kind = Parameters<typeof channels.openChannel>[0]

/**
 * Recipients a second to a sink in a process of its own. One request for each of them: Amazon SES, whose
 * requests are signed, and Twilio, whose are not, each in turns with a bare undici pool of as many connections
 * that writes the same requests as people write them who need nothing else. Many with one request: the others.
 * Each through the channel alone, which is what an engine would reach that does nothing, and through the whole
 * engine (audience, claims, ledger, receipts).
 */
export const benchHttp = async (): Promise<void> => {
  const { openChannel } = (await importBuilt('tests/bench/http-channels.ts')) as typeof channels
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  const sink = await startHttpSink()
  const origin = `http://127.0.0.1:${sink.ready['port']}`
  const kinds: readonly Kind[] = ['ses', 'twilio', ...batchKinds]
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
    const open = (kind: Kind, url: string): Channel => openChannel(kind, settingsOf(kind), url)
    const capture = (kind: 'ses' | 'twilio') =>
      captureRequest((url) => open(kind, url), toCall(kind, 0, 1))
    const signed = await capture('ses')
    checkSignature(signed, aws)
    const form = await capture('twilio')
    checkForm(form, numberOf(0))
    const bare = {
      ses: () => postSigned(origin, signed, { ...aws, addressOf, people }),
      twilio: () => postForms(origin, form, { numberOf, people }),
    }
    const ratios = new Map<string, number[]>()
    // The first one warms up.
    for (let run = 0; run <= runs; run++) {
      if (run === 1) for (const name of Object.keys(found)) delete found[name]
      for (const kind of kinds) {
        const isAlone = kind === 'ses' || kind === 'twilio'
        const theirs = isAlone ? await measure(`${kind}, bare`, bare[kind]) : undefined
        for (const way of ['channel', 'engine'] as const) {
          const name = `${kind}, ${way}`
          const ours = await measure(name, () =>
            way === 'engine' ? sendThrough(engine, kind, run) : sendOver(kind, open(kind, origin)),
          )
          if (run > 0 && theirs) ratios.set(name, [...(ratios.get(name) ?? []), ours / theirs])
        }
      }
    }
    for (const [name, list] of Object.entries(found)) {
      const rate = Math.round(median(list.map((one) => one.rate)))
      console.log(`  ${name.padEnd(20)}  ${rate} recipients/s`)
      const busy = list.map((one) => one.busy)
      console.log(`  ${' '.repeat(20)}  ${toBusyWords(busy, people)}`)
    }
    for (const [name, list] of ratios)
      console.log(`  ${`${name} / bare`.padEnd(23)}${median(list).toFixed(2)}`)
    const memory = await peakMemory(engine.pid)
    console.log(`  engine's peak memory  ${memory === null ? 'not told here' : `${memory} MB`}`)
    await engine.close()
    await benchFarAway(folder, form)
  } finally {
    await engine.close()
    await sink.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A vendor is not on this machine: how the same compares when an answer takes a while. */
const benchFarAway = async (folder: string, form: Captured): Promise<void> => {
  const sink = await startHttpSink(awayMs)
  const origin = `http://127.0.0.1:${sink.ready['port']}`
  const engine = await openEngineChannel(folder, {
    sandbox: false,
    vendorUrls: { twilio: origin },
  })
  try {
    const rates = { bare: [] as number[], engine: [] as number[] }
    for (let run = 0; run < runsFarAway; run++) {
      const postAll = () => postForms(origin, form, { numberOf, people })
      rates.bare.push(people / (await seconds(postAll)))
      const sendAll = () => sendThrough(engine, 'twilio', 100 + run)
      rates.engine.push(people / (await seconds(sendAll)))
    }
    const ratios = rates.engine.map((rate, run) => rate / (rates.bare[run] ?? 0))
    const [theirs, ours] = [rates.bare, rates.engine].map((list) => Math.round(median(list)))
    console.log(
      `  twilio, each answer after ${awayMs} ms: bare ${theirs}, engine ${ours} recipients/s`,
    )
    console.log(`  ${'twilio, engine / bare'.padEnd(23)}${median(ratios).toFixed(2)}`)
  } finally {
    await engine.close()
    await sink.close()
  }
}

const addressOf = (at: number): string => `person-${at}@example.org`
const numberOf = (at: number): string => `+4670${1_000_000 + at}`

/** A sender is an address for mail and a number for texts. */
const settingsOf = (kind: Kind): StoredSettings =>
  kind === 'twilio' ? { ...settings, from: '+46700000000' } : settings

const prepare = async (engine: EngineChannel): Promise<void> => {
  await engine.call('createTopic', { topicId: 'everyone', name: 'Everyone' })
  await addEverybody(engine, 'email', addressOf)
  await addEverybody(engine, 'phone', numberOf)
  const { fromEmail } = settings
  const { apiKey } = mailboxes
  const parameters = {
    ses: { ...aws, fromEmail },
    twilio: { ...twilio, from: '+46700000000' },
    mailgun: { ...mailboxes, fromEmail },
    sendgrid: { apiKey, fromEmail },
    resend: { apiKey, fromEmail },
  }
  for (const [kind, given] of Object.entries(parameters))
    await engine.call('createProvider', {
      ...{ kind, providerId: kind, name: kind, ...given, enabled: false },
    })
}

const addEverybody = async (
  engine: EngineChannel,
  column: 'email' | 'phone',
  identifierOf: (at: number) => string,
): Promise<void> => {
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'everyone', hasHeader: false, delimiter: ',' },
    mapping: { [column]: [0] },
  })
  const lines = Array.from({ length: people }, (_, at) => `${identifierOf(at)}\n`)
  for (let at = 0; at < people; at += 4000)
    await engine.call('appendImport', { importId, text: lines.slice(at, at + 4000).join('') })
  await engine.call('appendImport', { importId, text: '', last: true })
}

/** A campaign through one provider, the only one that is switched on. */
const sendThrough = async (engine: EngineChannel, kind: Kind, run: number): Promise<void> => {
  const messageId = `${kind}-${run}`
  await engine.call('updateProvider', { kind, providerId: kind, enabled: true })
  if (kind === 'twilio')
    await engine.call('createSms', { messageId, content: text, topics: ['everyone'] })
  else await engine.call('createEmail', { messageId, ...mail, topics: ['everyone'] })
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
const email = { type: 'email', ...mail, cc: [], bcc: [], attachments: [] } as const
const sms = { type: 'sms', content: text } as const
const contentOf = (kind: Kind): Content => (kind === 'twilio' ? sms : email)

const toCall = (kind: Kind, from: number, to: number): Outgoing => ({
  content: contentOf(kind),
  recipients: Array.from({ length: to - from }, (_, at) => ({
    identifier: (kind === 'twilio' ? numberOf : addressOf)(from + at),
    key: `${from + at}`,
  })),
  withCopies: false,
  key: String(from),
  date: new Date(),
  signal,
})

const sendOver = async (kind: Kind, channel: Channel): Promise<void> => {
  const size = channel.batchSize(contentOf(kind))
  const starts = Array.from({ length: Math.ceil(people / size) }, (_, at) => at * size)
  await eachOf(starts, channel.connections * 4, (at) =>
    channel.send(toCall(kind, at, Math.min(at + size, people))),
  )
  channel.close()
}
