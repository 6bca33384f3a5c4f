import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { type EngineChannel, openEngineChannel } from './engine-channel.ts'

/** How large the campaigns are, and how often their engine is killed. */
export interface CrashOptions {
  /** Under way at the same time, all through one provider and to the same people. */
  readonly campaigns: number
  /** Of each. */
  readonly recipients: number
  readonly kills: number
  /** The longest that an engine lives before it is killed, from the moment it is ready. */
  readonly lifeMs: number
}

/** What was found after the last restart, of all campaigns together. */
export interface CrashResult {
  readonly recipients: number
  readonly kills: number
  /** Kills that found the campaign under way. */
  readonly killsUnderWay: number
  readonly accepted: number
  readonly unknown: number
  /** Those among the unknown that the server has after all. */
  readonly unknownArrived: number
  readonly mostInDoubtPerKill: number
  /** Recipients without exactly one outcome, or whose outcome is not what the server saw. */
  readonly wrong: readonly string[]
  readonly secondCopies: readonly string[]
}

/** The calls that the engine makes at the same time through SMTP: five connections, two mails on each. */
const calls = 10
/** Slow enough that most kills find mails on their way. */
const answerMs = 20

/**
 * Sends campaigns to a server that counts, kills the engine (SIGKILL) at random moments, starts it again,
 * and compares the ledger with what the server took.
 */
export const crashCampaign = async (options: CrashOptions): Promise<CrashResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-crash-'))
  const server = await startCountingServer()
  try {
    const doubts = await runAndKill(folder, server.port, options)
    const engine = await openEngineChannel(folder, { sandbox: false })
    try {
      for (const messageId of idsOf(options)) await untilOver(engine, messageId)
      return { ...options, ...doubts, ...(await compare(engine, server.copies, options)) }
    } finally {
      await engine.close()
    }
  } finally {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** `npm run bench -- crash`: 5,000 recipients, 100 kills. */
export const benchCrash = async (): Promise<void> => {
  const found = await crashCampaign({ campaigns: 1, recipients: 5000, kills: 100, lifeMs: 500 })
  console.log(`crash: ${found.recipients} recipients, ${found.kills} kills at random moments`)
  console.log(`  kills under way         ${found.killsUnderWay}`)
  console.log(`  accepted                ${found.accepted}`)
  console.log(
    `  outcome unknown         ${found.unknown}, of which ${found.unknownArrived} arrived`,
  )
  console.log(`  most in doubt at a kill ${found.mostInDoubtPerKill} of ${calls} calls`)
  console.log(`  wrong outcomes          ${found.wrong.length}`)
  console.log(`  second copies           ${found.secondCopies.length}`)
  if (found.wrong.length + found.secondCopies.length > 0 || found.mostInDoubtPerKill > calls)
    throw new Error('The ledger is not what the server saw.')
}

const idsOf = ({ campaigns }: CrashOptions): string[] =>
  Array.from({ length: campaigns }, (_, at) => `campaign-${at}`)

const runAndKill = async (
  folder: string,
  port: number,
  options: CrashOptions,
): Promise<{ killsUnderWay: number; mostInDoubtPerKill: number }> => {
  let engine = await openEngineChannel(folder, { sandbox: false })
  const { kills, lifeMs } = options
  const messageIds = idsOf(options)
  await prepare(engine, port, options)
  let inDoubt = 0
  let killsUnderWay = 0
  let mostInDoubtPerKill = 0
  for (let kill = 0; kill < kills; kill++) {
    await sleep(Math.random() * lifeMs)
    await engine.kill()
    engine = await openEngineChannel(folder, { sandbox: false })
    const counts = Object.values(
      await engine.call('listDeliveryCounts', { messageIds }),
    ) as Counts[]
    const unknown = counts.reduce((sum, one) => sum + one.unknown, 0)
    if (counts.some(({ pending }) => pending > 0)) killsUnderWay++
    mostInDoubtPerKill = Math.max(mostInDoubtPerKill, unknown - inDoubt)
    inDoubt = unknown
  }
  await engine.close()
  return { killsUnderWay, mostInDoubtPerKill }
}

interface Counts {
  readonly pending: number
  readonly unknown: number
}

const prepare = async (
  engine: EngineChannel,
  port: number,
  options: CrashOptions,
): Promise<void> => {
  await engine.call('createProvider', {
    ...{ kind: 'smtp', providerId: 'sink', name: 'Sink', host: '127.0.0.1', port },
    ...{ autoTLS: false, fromName: 'Fernweh', fromEmail: 'hallo@example.org', enabled: true },
  })
  await engine.call('createTopic', { topicId: 'everyone', name: 'Everyone' })
  const { importId } = await engine.call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'everyone', hasHeader: false, delimiter: ',' },
    mapping: { email: [0] },
  })
  const lines = Array.from({ length: options.recipients }, (_, at) => `p${at}@example.org\n`)
  for (let at = 0; at < lines.length; at += 1000) {
    const last = at + 1000 >= lines.length
    await engine.call('appendImport', { importId, text: lines.slice(at, at + 1000).join(''), last })
  }
  for (const messageId of idsOf(options))
    await engine.call('createEmail', {
      ...{ messageId, subject: messageId, content: 'Text', topics: ['everyone'] },
    })
}

const untilOver = async (engine: EngineChannel, messageId: string): Promise<void> => {
  for (;;) {
    const { status } = await engine.call('getMessage', { messageId })
    if (status !== 'processing') return
    await sleep(50)
  }
}

interface Row {
  readonly id: number
  readonly identifier: string
  readonly state: string
}

/** A recipient of one of the campaigns, as the server counts them. */
const nameOf = (messageId: string, identifier: string): string => `${messageId} ${identifier}`

const readRows = async (engine: EngineChannel, messageId: string): Promise<Row[]> => {
  const rows: Row[] = []
  for (let after = 0; ; after = rows.at(-1)?.id ?? 0) {
    const input = { messageId, limit: 500, ...(after > 0 && { after }) }
    const { deliveries } = (await engine.call('listDeliveries', input)) as { deliveries: Row[] }
    rows.push(...deliveries)
    if (deliveries.length < 500) break
  }
  return rows.map((row) => ({ ...row, identifier: nameOf(messageId, row.identifier) }))
}

const compare = async (
  engine: EngineChannel,
  copies: ReadonlyMap<string, number>,
  options: CrashOptions,
) => {
  const recipients = options.recipients * options.campaigns
  const rows: Row[] = []
  for (const messageId of idsOf(options)) rows.push(...(await readRows(engine, messageId)))
  const copiesOf = (identifier: string): number => copies.get(identifier) ?? 0
  const isRight = ({ identifier, state }: Row): boolean =>
    state === 'unknown' || (state === 'accepted' && copiesOf(identifier) === 1)
  const names = new Set(rows.map(({ identifier }) => identifier))
  const unknown = rows.filter(({ state }) => state === 'unknown')
  return {
    recipients,
    accepted: rows.filter(({ state }) => state === 'accepted').length,
    unknown: unknown.length,
    unknownArrived: unknown.filter(({ identifier }) => copiesOf(identifier) > 0).length,
    wrong: [
      ...rows.filter((row) => !isRight(row)).map(({ identifier }) => identifier),
      ...(names.size === recipients && rows.length === recipients ? [] : ['rows of the ledger']),
      ...[...copies.keys()].filter((identifier) => !names.has(identifier)),
    ],
    secondCopies: [...copies].filter(([, count]) => count > 1).map(([identifier]) => identifier),
  }
}

/** Counts a mail before it answers: what it was not told, the engine cannot know. */
const startCountingServer = async () => {
  const copies = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, callback) => {
      let source = ''
      stream.on('data', (chunk: Buffer) => (source += chunk.toString()))
      stream.on('end', () => {
        const [, subject = ''] = /^Subject: (\S+)/m.exec(source) ?? []
        for (const { address } of envelope.rcptTo) {
          const name = nameOf(subject, address)
          copies.set(name, (copies.get(name) ?? 0) + 1)
        }
        setTimeout(callback, answerMs)
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    copies,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
