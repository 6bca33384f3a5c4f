import { api, desktop } from '@contract/index'
import type { Endpoint } from '@contract/endpoint'
import { apiError, ApiError } from '@contract/errors'
import { parseInput } from '../../dispatch'
import type { Dispatcher } from 'undici'
import type { Backend } from '../backend'
import { createUnavailableBackend } from '../unavailable'
import { openConnection, type ConnectionSettings, type Timeouts } from './connection'
import { openProject } from './project'
import { createProvider } from './late-enable'
import type { RemoteAddress } from './remote-project'
import { createTopicPages } from './topic-pages'
import { downloadFile, uploadFile } from './transfer'
import type { Wait } from './waits'

/** How a server is reached: who waits for it, and what a test changes. */
export interface RemoteOptions {
  readonly timeouts?: Timeouts
  readonly wait?: Wait
}

const usualTimeouts: Timeouts = { connectMs: 10_000, replyMs: 30_000 }
/** What is asked on the way must not take as long again. */
const mostLookUpMs = 10_000

const isApiName = (name: string): name is keyof typeof api => Object.hasOwn(api, name)

/** A backend that proxies every row of the API to an Appwrite server. The key appears in no error. */
export const connectRemote = (address: RemoteAddress, options: RemoteOptions = {}): Backend => {
  const { timeouts = usualTimeouts, wait } = options
  const dispatcher = openOrExplain({ ...address, timeouts })
  if (dispatcher instanceof ApiError) return createUnavailableBackend(dispatcher)
  const lookUpMs = Math.min(timeouts.replyMs, mostLookUpMs)
  const project = openProject(address, { dispatcher, replyMs: timeouts.replyMs, lookUpMs, wait })
  const listTopics = createTopicPages(project)
  return {
    capabilities: { ledger: false, sandbox: false, bulk: false },
    call: async (name, input) => {
      if (!isApiName(name)) throw notHere(name)
      const row: Endpoint = api[name]
      // Checked here, sent as given: defaults are the server's to fill in.
      parseInput(row.input, input)
      // An object, or it would not have passed.
      const given = (input ?? {}) as Readonly<Record<string, unknown>>
      if (name === 'listTopics') return await listTopics(given)
      if (name === 'createProvider') return await createProvider(project, given)
      if (row.transfer === 'upload') return await uploadFile(project, given)
      if (row.transfer === 'download') return await downloadFile(project, row, given)
      return await project.call(row, given)
    },
    // What is under way may end by itself; nobody waits for it.
    close: async () => void dispatcher.close(),
  }
}

const openOrExplain = (settings: ConnectionSettings): Dispatcher | ApiError => {
  try {
    return openConnection(settings)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

/** A command of the local engine, or nothing that anybody answers. */
const notHere = (name: string): ApiError =>
  Object.hasOwn(desktop, name)
    ? apiError('desktop_not_available')
    : apiError('general_route_not_found', `There is no call named "${name}".`)
