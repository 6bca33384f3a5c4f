import { inCopy } from '@contract/in-copy'
import type { RehearsalInfo, RehearsedRequest } from '@contract/trials'
import { ProviderError } from '../providers/errors'
import type { StoredMessage } from '../store/messages'
import type { EngineContext } from './context'
import { nobodyFound, noProvider } from './prepare'
import { toContent } from './recipients'
import { createRehearsalLanes, type RehearsalLanes } from './rehearsal-lanes'
import { createRecord } from './rehearsal-record'
import { collectAudience } from './resolve'
import type { Ways } from './ways'

/** A text and whom it is for. */
export type Rehearsed = Pick<
  StoredMessage,
  'providerType' | 'data' | 'topics' | 'users' | 'targets'
>

/** One rehearsal, under way or over. */
export interface Rehearsal {
  info(): Omit<RehearsalInfo, 'rehearsalId'>
  /** The first requests, as they would go out. */
  samples(): RehearsedRequest[]
  cancel(): void
}

/** What a rehearsal runs on. */
export interface RehearsalOptions {
  readonly context: EngineContext
  readonly ways: Ways
  readonly onProgress: () => void
}

const pageRows = 200

/**
 * Runs resolver, renderer and request builder to their end, in the background; what comes out is counted
 * and the first of it kept, nothing is sent.
 */
export const startRehearsal = (options: RehearsalOptions, message: Rehearsed): Rehearsal => {
  const startedAt = performance.now()
  const record = createRecord()
  const progress = { done: 0, total: 0, durationMs: 0 }
  let state: RehearsalInfo['state'] = 'running'
  let problem: string | null = null

  const say = (): void => {
    progress.durationMs = Math.round(performance.now() - startedAt)
    options.onProgress()
  }
  const end = (next: RehearsalInfo['state'], words: string | null = null): void => {
    if (state === 'running') {
      state = next
      problem = words
    }
    say()
  }
  const run = async (): Promise<void> => {
    const { store } = options.context
    const { providerType: type, topics, users, targets } = message
    const provider = store.providers.defaultFor(type)
    if (provider === undefined) return end('failed', noProvider)
    const audience = { type, topics, users, targets }
    const resolution = store.resolutions.open(audience, provider)
    let lanes: RehearsalLanes | undefined
    try {
      const { people } = await collectAudience(resolution)
      for (const total of people.values()) progress.total += total
      if (progress.total === 0) return end('failed', nobodyFound)
      const copied = resolution.foundOf(inCopy(message.data))
      const content = await toContent(options.context, message, copied)
      lanes = createRehearsalLanes({ ...options, content, record, providerIds: [...people.keys()] })
      for (let after = 0, isLast = false; !isLast && state === 'running';) {
        const page = resolution.recipients({ after, limit: pageRows })
        for (const { identifier, providerId, position } of page)
          await lanes.add(providerId, { identifier, key: `${position}.rehearsal` })
        progress.done += page.length
        after = page.at(-1)?.position ?? after
        isLast = page.length < pageRows
        say()
        await new Promise(setImmediate)
      }
      await lanes.flush()
      end('done')
    } finally {
      lanes?.close()
      resolution.drop()
    }
  }
  run().catch((error: unknown) => {
    if (error instanceof ProviderError) return end('failed', error.message)
    options.context.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
    end('failed', 'Something went wrong inside Sendwright. Nothing was sent.')
  })

  return {
    info: () => ({ ...progress, state, problem, providers: record.providers() }),
    samples: record.samples,
    cancel: () => end('cancelled'),
  }
}
