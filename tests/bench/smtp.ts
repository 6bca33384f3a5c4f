import { type Client, Messaging, Users } from 'node-appwrite'
import { createTransport } from 'nodemailer'
import { eachOf, median, peakMemory, seconds } from './measure.ts'
import { startEngine, startSink } from './processes.ts'

const recipients = 3000
const runs = 5
/** As many connections as the engine opens to one server. */
const connections = 5
const mail = {
  subject: 'Night trains to Copenhagen',
  html: `<h1>Hello</h1>${'<p>From 13 December there is a night train every evening.</p>'.repeat(40)}`,
}
const from = { name: 'Fernweh', address: 'hallo@example.org' }

/**
 * Mails a second through the whole engine (API call, expansion, ledger, SMTP) against a bare nodemailer
 * pool that composes the same mails, to the same sink in a process of its own, in turns.
 */
export const benchSmtp = async (): Promise<void> => {
  const sink = await startSink()
  const engine = await startEngine()
  try {
    const port = Number(sink.ready['port'])
    await prepare(engine.client, port)
    const messaging = new Messaging(engine.client)
    await sendThroughEngine(messaging, 'warm-up')
    await sendBare(port)
    const rates: { engine: number; bare: number }[] = []
    for (let run = 0; run < runs; run++) {
      const bare = recipients / (await seconds(() => sendBare(port)))
      const ours = recipients / (await seconds(() => sendThroughEngine(messaging, `run-${run}`)))
      rates.push({ engine: ours, bare })
    }
    report(rates, await peakMemory(engine.pid))
  } finally {
    await engine.close()
    await sink.close()
  }
}

const report = (
  rates: readonly { engine: number; bare: number }[],
  memory: number | null,
): void => {
  const rate = (values: number[]) => `${Math.round(median(values))} mails/s`
  const ratio = median(rates.map(({ engine, bare }) => engine / bare))
  console.log(
    `smtp: ${recipients} mails, ${connections} connections, median of ${runs} runs in turns`,
  )
  console.log(`  engine                ${rate(rates.map(({ engine }) => engine))}`)
  console.log(`  bare nodemailer pool  ${rate(rates.map(({ bare }) => bare))}`)
  console.log(`  ratio                 ${ratio.toFixed(2)}`)
  console.log(`  engine's peak memory  ${memory === null ? 'not told here' : `${memory} MB`}`)
}

const address = (at: number) => `person-${at}@example.org`

const prepare = async (client: Client, port: number): Promise<void> => {
  const messaging = new Messaging(client)
  const users = new Users(client)
  await messaging.createSmtpProvider({
    providerId: 'sink',
    name: 'Sink',
    host: '127.0.0.1',
    port,
    autoTLS: false,
    fromName: from.name,
    fromEmail: from.address,
    enabled: true,
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
