import { generateKeyPairSync, sign } from 'node:crypto'
import type { ClientHttp2Session } from 'node:http2'
import { connect } from 'node:http2'
import { Pool } from 'undici'
import type { HttpTransport } from '../../src-main/providers/http/request.ts'
import type { Content } from '../../src-main/providers/outgoing.ts'
import type { Provider, StoredSettings } from '../../src-main/providers/provider.ts'
import { importBuilt } from './built-module.ts'
import { type Busy, toBusyWords, watchBusy } from './busy.ts'
import { eachOf, load, median, seconds } from './measure.ts'
import { startPushSink } from './processes.ts'

const notifications = 4000
const runs = 15

const content: Content = {
  type: 'push',
  data: { title: 'Night trains', body: 'Every evening from 13 December.', priority: 'high' },
}
const device = (at: number) => `${at}`.padStart(64, '0')

const pem = (kind: 'ec' | 'rsa'): string => {
  const { privateKey } =
    kind === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

interface Kind {
  readonly name: 'apns' | 'fcm'
  readonly source: string
  readonly settings: StoredSettings
  readonly connections: number
  /** Opens the client that people write who need nothing else. */
  readonly openBare: (origin: string) => Bare
}

interface Bare {
  send(at: number): Promise<void>
  close(): void
}

const ecKey = pem('ec')

const bareApns = (origin: string): Bare => {
  const session = connect(origin)
  const signed = [
    { alg: 'ES256', kid: 'ABC123DEFG' },
    { iss: 'DEF123GHIJ', iat: 1 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const seal = sign('sha256', Buffer.from(signed), { key: ecKey, dsaEncoding: 'ieee-p1363' })
  const headers = {
    ':method': 'POST',
    authorization: `bearer ${signed}.${seal.toString('base64url')}`,
    ...{ 'apns-topic': 'com.example.app', 'apns-push-type': 'alert', 'apns-priority': '10' },
    ...{ 'content-type': 'application/json', 'user-agent': 'bare' },
  }
  const { title, body } = content.type === 'push' ? content.data : {}
  const payload = JSON.stringify({ aps: { alert: { title, body } } })
  return {
    send: (at) => post(session, { ...headers, ':path': `/3/device/${device(at)}` }, payload),
    close: () => session.close(),
  }
}

const post = (
  session: ClientHttp2Session,
  headers: Readonly<Record<string, string>>,
  payload: string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = session.request(headers)
    stream.once('response', ({ ':status': status }) => {
      if (status !== 200) reject(new Error(`status ${status}`))
    })
    stream.once('error', reject)
    stream.once('end', () => resolve())
    stream.resume()
    stream.end(payload)
  })

const bareFcm = (origin: string): Bare => {
  const pool = new Pool(origin, { connections: kinds.fcm.connections })
  const headers = { authorization: 'Bearer granted', 'content-type': 'application/json' }
  const { title, body } = content.type === 'push' ? content.data : {}
  return {
    async send(at) {
      const message = {
        token: device(at),
        notification: { title, body },
        android: { priority: 'HIGH' },
      }
      const reply = await pool.request({
        ...{ method: 'POST', path: '/v1/projects/acme/messages:send', headers },
        body: JSON.stringify({ message }),
      })
      await reply.body.json()
      if (reply.statusCode !== 200) throw new Error(`status ${reply.statusCode}`)
    },
    close: () => void pool.close(),
  }
}

const kinds: Readonly<Record<'apns' | 'fcm', Kind>> = {
  apns: {
    name: 'apns',
    source: 'src-main/providers/push/apns.ts',
    settings: {
      ...{ authKey: ecKey, authKeyId: 'ABC123DEFG', teamId: 'DEF123GHIJ' },
      ...{ bundleId: 'com.example.app', sandbox: false },
    },
    connections: 100,
    openBare: bareApns,
  },
  fcm: {
    name: 'fcm',
    source: 'src-main/providers/push/fcm.ts',
    settings: {
      serviceAccountJSON: {
        ...{ project_id: 'acme', client_email: 'a@acme.example', private_key: pem('rsa') },
      },
    },
    connections: 50,
    openBare: bareFcm,
  },
}

/**
 * Notifications a second through an open channel (mapping, signing in, meaning of the answer) against a
 * bare client with as many requests at the same time, to the same sink in a process of its own, in turns.
 */
export const benchPush = async (): Promise<void> => {
  const transport = await importBuilt('src-main/providers/http.ts')
  // The module that was just built from the file whose type is named.
  const { openHttp } = transport as { openHttp: (origin: string) => HttpTransport }
  const sink = await startPushSink()
  try {
    for (const kind of Object.values(kinds)) {
      const { default: provider } = (await importBuilt(kind.source)) as { default: Provider }
      const origin = `http://127.0.0.1:${sink.ready[kind.name]}`
      await benchKind(kind, provider, { origin, http: openHttp(origin), sink: sink.pid })
    }
  } finally {
    await sink.close()
  }
}

interface Place {
  readonly origin: string
  readonly http: HttpTransport
  /** The process behind the origin. */
  readonly sink: number
}

interface Run {
  readonly rate: number
  readonly busy: Busy | null
}

const benchKind = async (
  kind: Kind,
  provider: Provider,
  { origin, http, sink }: Place,
): Promise<void> => {
  const channel = provider.open?.(kind.settings, { http, clock: Date.now })
  if (!channel) throw new Error(`${kind.name} cannot be opened`)
  const bare = kind.openBare(origin)
  const { signal } = new AbortController()
  const sendOurs = async (at: number): Promise<void> => {
    const recipients = [{ identifier: device(at), key: `${at}` }]
    await channel.send({
      ...{ content, recipients, withCopies: false, key: `${at}`, date: new Date(), signal },
    })
  }
  const run = async (send: (at: number) => Promise<void>): Promise<Run> => {
    const stopWatching = await watchBusy({ client: process.pid, sink })
    const all = () => eachOf(Array(notifications).keys(), kind.connections, send)
    const rate = notifications / (await seconds(all))
    return { rate, busy: await stopWatching() }
  }
  await run(bare.send)
  await run(sendOurs)
  const found: { ours: Run; bare: Run }[] = []
  while (found.length < runs) found.push({ bare: await run(bare.send), ours: await run(sendOurs) })
  channel.close()
  bare.close()
  report(kind, found)
}

const report = (
  { name, connections }: Kind,
  found: readonly { readonly ours: Run; readonly bare: Run }[],
): void => {
  const each = `${notifications} notifications, ${connections} at a time`
  console.log(`${name}: ${each}, median of ${runs} runs in turns, load ${load()}`)
  const line = (title: string, list: readonly Run[]): void => {
    const rate = Math.round(median(list.map((one) => one.rate)))
    const busy = list.map((one) => one.busy)
    console.log(
      `  ${title.padEnd(11)}  ${rate} notifications/s; ${toBusyWords(busy, notifications)}`,
    )
  }
  line(
    'channel',
    found.map(({ ours }) => ours),
  )
  line(
    'bare client',
    found.map(({ bare }) => bare),
  )
  const ratio = median(found.map(({ ours, bare }) => ours.rate / bare.rate))
  console.log(`  ratio        ${ratio.toFixed(2)}`)
}
