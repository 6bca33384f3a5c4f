import { type Client, Messaging, Users } from 'node-appwrite'
import { createTransport } from 'nodemailer'
import { importBuilt } from './built-module.ts'
import { type Busy, toBusyWords, watchBusy } from './busy.ts'
import { eachOf, load, median, peakMemory, seconds } from './measure.ts'
import { type Child, startEngine, startSink } from './processes.ts'
import type * as channels from './smtp-channel.ts'

const recipients = 3000
const runs = 5
/** As many connections as the engine opens to one server. */
const connections = 5
const mail = {
  subject: 'Night trains to Copenhagen',
  html: `<h1>Hello</h1>${'<p>From 13 December there is a night train every evening.</p>'.repeat(40)}`,
}
const from = { name: 'Fernweh', address: 'hallo@example.org' }
const server = {
  ...{ host: '127.0.0.1', autoTLS: false },
  ...{ fromName: from.name, fromEmail: from.address },
}

const kinds = {
  real: 'smtp-server',
  lean: 'a sink that only counts lines',
}
const clients = {
  engine: 'engine',
  channel: 'channel alone',
  bare: 'bare nodemailer pool',
}

/** One run of everybody. */
type Run = Record<keyof typeof clients, { readonly rate: number; readonly busy: Busy | null }>

/**
 * Mails a second against a bare nodemailer pool that composes the same mails: through the whole engine (API
 * call, expansion, ledger, SMTP) and through its channel alone, in turns. To two sinks in processes of
 * their own: smtp-server, which needs about as long for a mail as a client, and one that does next to
 * nothing, so that what a client saves is not lost to the sink.
 */
export const benchSmtp = async (): Promise<void> => {
  const { openChannel } = (await importBuilt('tests/bench/smtp-channel.ts')) as typeof channels
  const engine = await startEngine()
  try {
    await prepare(engine.client)
    const times = `median of ${runs} runs in turns, load ${load()}`
    console.log(`smtp: ${recipients} mails, ${connections} connections, ${times}`)
    for (const kind of ['real', 'lean'] as const) {
      const sink = await startSink(kind)
      try {
        report(kind, await compare({ kind, sink, engine, openChannel }))
      } finally {
        await sink.close()
      }
    }
    const memory = await peakMemory(engine.pid)
    console.log(`  engine's peak memory  ${memory === null ? 'not told here' : `${memory} MB`}`)
  } finally {
    await engine.close()
  }
}

interface Contest {
  readonly kind: keyof typeof kinds
  readonly sink: Child
  readonly engine: Child & { readonly client: Client }
  readonly openChannel: typeof channels.openChannel
}

const compare = async ({ kind, sink, engine, openChannel }: Contest): Promise<Run[]> => {
  const port = Number(sink.ready['port'])
  const messaging = new Messaging(engine.client)
  await messaging.updateSmtpProvider({ providerId: 'sink', port })
  const measure = async (pid: number, work: () => Promise<void>) => {
    const stopWatching = await watchBusy({ client: pid, sink: sink.pid })
    const rate = recipients / (await seconds(work))
    return { rate, busy: await stopWatching() }
  }
  const found: Run[] = []
  // The first one warms up.
  for (let run = 0; run <= runs; run++)
    found.push({
      bare: await measure(process.pid, () => sendBare(port)),
      engine: await measure(engine.pid, () => sendThroughEngine(messaging, `${kind}-${run}`)),
      channel: await measure(process.pid, () => sendOver(openChannel({ ...server, port }))),
    })
  return found.slice(1)
}

const report = (kind: Contest['kind'], found: readonly Run[]): void => {
  console.log(`  to ${kinds[kind]}`)
  for (const [who, name] of eachClient()) {
    const rate = Math.round(median(found.map((run) => run[who].rate)))
    const busy = toBusyWords(
      found.map((run) => run[who].busy),
      recipients,
    )
    console.log(`    ${name.padEnd(22)}${String(rate).padStart(6)} mails/s; ${busy}`)
  }
  for (const [who, name] of eachClient().slice(0, 2)) {
    const ratio = median(found.map((run) => run[who].rate / run.bare.rate)).toFixed(2)
    console.log(`    ${`${name} / bare`.padEnd(22)}${ratio.padStart(6)}`)
  }
}

const eachClient = () => Object.entries(clients) as [keyof typeof clients, string][]

const address = (at: number) => `person-${at}@example.org`

const prepare = async (client: Client): Promise<void> => {
  const messaging = new Messaging(client)
  const users = new Users(client)
  await messaging.createSmtpProvider({
    ...{ providerId: 'sink', name: 'Sink', enabled: true },
    ...server,
  })
  await messaging.createTopic({ topicId: 'everyone', name: 'Everyone' })
  await eachOf(Array(recipients).keys(), 20, async (at) => {
    const user = await users.create({ userId: `person-${at}`, email: address(at) })
    const targetId = user.targets[0]?.$id ?? ''
    await messaging.createSubscriber({ topicId: 'everyone', subscriberId: `s-${at}`, targetId })
  })
}

const sendThroughEngine = async (messaging: Messaging, messageId: string): Promise<void> => {
  const { subject, html } = mail
  await messaging.createEmail({
    messageId,
    subject,
    content: html,
    html: true,
    topics: ['everyone'],
  })
  for (;;) {
    const { status, deliveredTotal } = await messaging.getMessage({ messageId })
    if (status === 'sent' && deliveredTotal === recipients) return
    if (status !== 'processing')
      throw new Error(`The campaign ended ${status}: ${deliveredTotal} mails.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const sendBare = async (port: number): Promise<void> => {
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections: connections,
    maxMessages: Infinity,
  })
  await eachOf(Array(recipients).keys(), 4 * connections, (at) =>
    pool.sendMail({ from, to: address(at), ...mail }),
  )
  pool.close()
}

const sendOver = async (channel: ReturnType<typeof channels.openChannel>): Promise<void> => {
  const { html: content, subject } = mail
  const shared = {
    content: { type: 'email', subject, content, html: true, cc: [], bcc: [], attachments: [] },
    ...{ withCopies: false, date: new Date(), signal: new AbortController().signal },
  } as const
  await eachOf(Array(recipients).keys(), channel.connections, (at) =>
    channel.send({
      ...shared,
      key: `${at}`,
      recipients: [{ identifier: address(at), key: `${at}` }],
      behind: (most) => Math.min(most, recipients - at - 1),
    }),
  )
  channel.close()
}
