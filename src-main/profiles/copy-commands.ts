import type { copyCommands } from '@contract/copies'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { ProviderKind } from '@contract/forms'
import type { Profile } from '@contract/profiles'
import { copyProvider, copyTopic, type Copy, type DirectBackend } from './copy-resource'
import type { OpenProfile } from './open-profile'
import type { ProfileFile } from './profile-file'
import type { Session } from './session'

/** What the commands work on. */
export interface CopyCommandOptions {
  readonly file: ProfileFile
  readonly session: Session
  readonly kinds: readonly ProviderKind[]
  /** Opens a profile beside the one that is open, for calls alone: nothing is sent and nobody is told. */
  readonly openBeside: (profile: Profile) => Promise<OpenProfile>
}

interface Wish {
  readonly kind: 'topic' | 'provider'
  readonly id: string
  readonly toProfileId: string
}

/** Copies between profiles. */
export const createCopyHandlers = ({
  file,
  session,
  kinds,
  openBeside,
}: CopyCommandOptions): Handlers<typeof copyCommands> => {
  const withTarget = async <Value>(
    toProfileId: string,
    use: (from: DirectBackend, to: DirectBackend) => Promise<Value>,
  ): Promise<Value> => {
    const open = await session.settled()
    if (!open) throw apiError('desktop_no_profile')
    const profile = file.state.profiles.find(({ id }) => id === toProfileId)
    if (!profile) throw apiError('desktop_profile_not_found')
    if (profile.id === open.id) return await use(open.direct, open.direct)
    const other = await openBeside(profile)
    try {
      return await use(open.direct, other.direct)
    } finally {
      await other.backend.close()
    }
  }
  const toCopy = ({ kind, id }: Wish, from: DirectBackend, to: DirectBackend): Promise<Copy> =>
    kind === 'topic' ? copyTopic(from, to, id) : copyProvider(from, to, id, kinds)

  return {
    planCopy: (wish) =>
      withTarget(wish.toProfileId, async (from, to) => {
        const { name, ids, hasSecrets } = await toCopy(wish, from, to)
        return { name, ids: [...ids], hasSecrets }
      }),
    copyTo: (wish) =>
      withTarget(wish.toProfileId, async (from, to) => {
        const copy = await toCopy(wish, from, to)
        const id = await copy.make(wish.withSecrets)
        const ids = copy.ids.map((item) => (item.how === 'new' ? { ...item, toId: id } : item))
        return { id, ids }
      }),
  }
}
