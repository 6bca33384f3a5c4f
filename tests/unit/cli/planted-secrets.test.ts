import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { eventually } from '../../support/eventually'
import { findLeaks, plant, plantedSettings, readFiles } from '../../support/planted'
import { startHttp } from '../../support/http-sink'
import { startProgram } from '../../support/program'
import { temporaryFolder } from '../../support/temporary-folder'

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

const httpKinds = Object.keys(plantedSettings).filter((kind) => kind !== 'smtp')
const channels = {
  email: ['smtp', 'mailgun', 'sendgrid', 'resend', 'ses'],
  sms: ['twilio', 'vonage', 'telesign', 'textmagic', 'msg91'],
  push: ['apns', 'fcm'],
} as const

const channelNames = ['email', 'sms', 'push'] as const

it('an engine of its own writes no planted secret to its files, its log or what it says of a failure', async () => {
  const [vendor, apple] = [await startHttp(), await startHttp({ http2: true })]
  onTestFinished(() => vendor.close())
  onTestFinished(() => apple.close())
  // The vendor that says the most: whatever it was told, in a refusal.
  for (const sink of [vendor, apple])
    sink.answer(({ headers, body, path }) => {
      const all = `${path} ${JSON.stringify(headers)} ${body}`
      const told = {
        message: all,
        reason: all,
        error: { message: all },
        errors: [{ message: all }],
      }
      return { status: 401, body: JSON.stringify(told) }
    })
  const folder = temporaryFolder()
  const key = plant('key')
  const engine = await startProgram([
    ...['engine', '--data', folder, '--secrets', 'memory', '--project', 'shop', '--key', key],
    ...httpKinds.flatMap((kind) => [
      ...['--vendor-url', `${kind}=${kind === 'apns' ? apple.origin : vendor.origin}`],
    ]),
  ])
  onTestFinished(async () => void (await engine.stop('SIGKILL')))
  const said: string[] = []
  const rest = async (method: string, path: string, body?: object | string, as = key) => {
    const reply = await fetch(`${engine.ready.url}${path}`, {
      method,
      headers: {
        ...{ 'x-appwrite-project': 'shop', 'x-appwrite-key': as },
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    // Appwrite answers a provider with what it was given.
    if (!path.startsWith('/messaging/providers') || reply.status >= 400) said.push(text)
    return { status: reply.status, text }
  }

  for (const [kind, given] of Object.entries(plantedSettings)) {
    const from = { fromEmail: 'hallo@example.org', fromName: 'Fernweh' }
    const isMail = channels.email.some((mail) => mail === kind)
    const made = await rest('POST', `/messaging/providers/${kind}`, {
      ...{ providerId: kind, name: `My ${kind}`, enabled: true, ...given, ...(isMail && from) },
    })
    expect([kind, made.status]).toEqual([kind, 201])
    // Refused, with the secret among what was given.
    await rest('POST', `/messaging/providers/${kind}`, { providerId: kind, name: 7, ...given })
    await rest('PATCH', `/messaging/providers/${kind}/${kind}`, { ...given, name: { no: 1 } })
    await rest('GET', `/messaging/providers/${kind}/logs`)
  }
  await rest('POST', '/messaging/topics', `{"topicId": "${plant('cut')}`)
  await rest('GET', '/messaging/topics', undefined, plant('wrong-key'))
  await rest('GET', '/messaging/topics?queries[0]=no')

  const contacts = { email: 'ada@example.org', phone: '+16175551213' }
  await rest('POST', '/users', { userId: 'ada', ...contacts })
  for (const [channel, kinds] of channelNames.map((name) => [name, channels[name]] as const)) {
    for (const [at, kind] of kinds.entries()) {
      const identifier = { email: `${kind}@example.org`, sms: `+1617555122${at}`, push: kind }[
        channel
      ]
      await rest('POST', '/users/ada/targets', {
        ...{ targetId: kind, providerType: channel, identifier, providerId: kind },
      })
      await rest('POST', `/messaging/messages/${channel}`, {
        ...{ messageId: kind, targets: [kind], content: 'Hello' },
        ...(channel === 'email' && { subject: 'Night trains' }),
        ...(channel === 'push' && { title: 'Night trains', body: 'Hello' }),
      })
    }
  }
  await eventually(async () => {
    const { text } = await rest('GET', '/messaging/messages')
    const { messages } = JSON.parse(text) as { messages: { $id: string; status: string }[] }
    const failed = messages.filter(({ status }) => status === 'failed').map(({ $id }) => $id)
    // Nobody listens where the mail server would be; that is tried for longer.
    expect(failed).toEqual(expect.arrayContaining(httpKinds))
  }, 20_000)
  expect(said.join()).toMatch(/deliveryErrors":\["[^"]/)
  await engine.stop('SIGABRT')

  const files = await readFiles(folder)
  expect(files.map(([, bytes]) => bytes).join()).toContain('mg.example.org')
  const log = ['log', engine.stderr()] as const
  expect(findLeaks([...files, log, ['replies', said.join('\n')]])).toEqual([])
}, 60_000)
