import { apiError } from '@contract/errors'
import type { Profile } from '@contract/profiles'
import { createUnavailableBackend } from '../backends/unavailable'
import type { OpenProfile } from './open-profile'

/** The one profile that is open, and the switch from one to the next. */
export interface Session {
  /** As it is now; null while none is open, and during a switch. */
  readonly active: OpenProfile | null
  /** After the switch under way, if any. */
  settled(): Promise<OpenProfile | null>
  /**
   * Closes the open profile and opens this one, or none; `between` works while none is open. Switches run one
   * after another. Never throws.
   */
  open(profile: Profile | null, between?: () => void): Promise<OpenProfile | null>
}

/** What a session needs: how a profile is opened, and who is told. */
export interface SessionOptions {
  readonly open: (profile: Profile) => Promise<OpenProfile>
  readonly onSwitch: () => void
  readonly log: (line: string) => void
}

/** A session with no profile open yet. */
export const createSession = ({ open, onSwitch, log }: SessionOptions): Session => {
  let active: OpenProfile | null = null
  let last: Promise<OpenProfile | null> = Promise.resolve(null)

  const close = async (): Promise<void> => {
    const former = active
    active = null
    try {
      await former?.backend.close()
    } catch (error) {
      log(`closing a profile failed: ${stackOf(error)}`)
    }
  }

  const openOrExplain = async (profile: Profile): Promise<OpenProfile> => {
    try {
      return await open(profile)
    } catch (error) {
      log(`opening a profile failed: ${stackOf(error)}`)
      return failed(profile, error)
    }
  }

  const change = async (
    profile: Profile | null,
    between?: () => void,
  ): Promise<OpenProfile | null> => {
    await close()
    between?.()
    active = profile && (await openOrExplain(profile))
    onSwitch()
    return active
  }

  return {
    get active() {
      return active
    },
    settled: () => last,
    open: (profile, between) => {
      last = last.then(() => change(profile, between))
      return last
    },
  }
}

const failed = ({ id, kind, name }: Profile, cause: unknown): OpenProfile => {
  const why = cause instanceof Error ? ` (${cause.message})` : ''
  const notice = `"${name}" could not be opened${why}. Its data was left as it is; open it again to try once more.`
  const backend = createUnavailableBackend(apiError('general_unknown', notice, { cause }))
  return {
    id,
    kind,
    backend,
    direct: backend,
    engine: null,
    server: null,
    notices: [notice],
    lacksSecret: true,
  }
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
