import type { copyCommands } from '@contract/copies'
import type { Handlers } from '@contract/endpoint'
import type { ProviderKind } from '@contract/forms'
import { createWithTarget, type BesideOptions } from './beside'
import { copyProvider, copyTopic, type Copy, type DirectBackend } from './copy-resource'

/** What the commands work on. */
export interface CopyCommandOptions extends BesideOptions {
  readonly kinds: readonly ProviderKind[]
}

interface Wish {
  readonly kind: 'topic' | 'provider'
  readonly id: string
  readonly toProfileId: string
}

/** Copies between profiles. */
export const createCopyHandlers = ({
  kinds,
  ...options
}: CopyCommandOptions): Handlers<typeof copyCommands> => {
  const withTarget = createWithTarget(options)
  const toCopy = ({ kind, id }: Wish, from: DirectBackend, to: DirectBackend): Promise<Copy> =>
    kind === 'topic' ? copyTopic(from, to, id) : copyProvider(from, to, id, kinds)

  return {
    planCopy: (wish) =>
      withTarget(wish.toProfileId, async ({ direct: from }, { direct: to }) => {
        const { name, ids, hasSecrets } = await toCopy(wish, from, to)
        return { name, ids: [...ids], hasSecrets }
      }),
    copyTo: (wish) =>
      withTarget(wish.toProfileId, async ({ direct: from }, { direct: to }) => {
        const copy = await toCopy(wish, from, to)
        const id = await copy.make(wish.withSecrets)
        const ids = copy.ids.map((item) => (item.how === 'new' ? { ...item, toId: id } : item))
        return { id, ids }
      }),
  }
}
