import { startProgram, temporaryFolder, type RunningProgram } from './program'

const key = 'standard_0123456789'
const headers = {
  'x-appwrite-project': 'shop',
  'x-appwrite-key': key,
  'content-type': 'application/json',
}

/** A message as its server tells it. */
export interface ShopMessage {
  readonly $id: string
  readonly status: string
  readonly scheduledAt: string | null
  readonly topics: readonly string[]
  readonly data: {
    readonly subject: string
    readonly content: string
    readonly attachments: readonly { readonly fileId: string }[]
  }
}

/** A project on the engine's own server, which can be stopped and started again with the same data. */
export interface ShopProgram {
  readonly url: string
  readonly project: string
  readonly key: string
  /** What a colleague does there; throws when the server refuses it. */
  rest(method: string, path: string, body?: object): Promise<unknown>
  messages(): Promise<readonly ShopMessage[]>
  stop(): Promise<void>
  /** At the same address. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  end(): Promise<void>
}

/** Starts the project `shop`, which has one way to send mails and keeps all of them inside. */
export const startShopProgram = async (): Promise<ShopProgram> => {
  const folder = await temporaryFolder()
  const launch = (port: string): Promise<RunningProgram> =>
    startProgram([
      ...['engine', '--data', folder.path, '--secrets', 'memory', '--sandbox'],
      ...['--project', 'shop', '--key', key, '--port', port],
    ])
  let server = await launch('0')
  const url = server.ready['url'] ?? ''
  const rest: ShopProgram['rest'] = async (method, path, body) => {
    const sent = body && { body: JSON.stringify(body) }
    const response = await fetch(`${url}${path}`, { method, headers, ...sent })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  await rest('POST', '/messaging/providers/smtp', {
    ...{ providerId: 'office', name: 'Office', host: '127.0.0.1' },
    ...{ fromEmail: 'hi@example.org', enabled: true },
  })
  const stop = async (): Promise<void> => void (await server.stop())
  return {
    ...{ url, project: 'shop', key, rest, stop },
    messages: async () => {
      // A server of our own keeps to the contract.
      const list = (await rest('GET', '/messaging/messages')) as { messages: ShopMessage[] }
      return list.messages
    },
    start: async () => {
      server = await launch(new URL(url).port)
    },
    end: async () => {
      await stop()
      await folder.remove()
    },
  }
}
