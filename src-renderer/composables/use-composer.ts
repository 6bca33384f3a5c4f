import type { DraftContent } from '@contract/drafts'
import { inCopy } from '@contract/in-copy'
import { computed, type ComputedRef } from 'vue'
import type { Audience } from '@/campaigns/campaign-row'
import { chosenCount } from '@/drafts/recipient-options'
import { checkDraft, type CheckResult } from '@/drafts/check-draft'
import { useAppStore } from '@/stores/app'
import { useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useAttachments, type Attachments } from './use-attachments'
import { useNow } from './use-now'
import { useChannelProviders, type ChannelProviders } from './use-channel-providers'
import { useServerVersion } from './use-server-version'
import { useRecipientCount, type LiveCount } from './use-recipient-count'

/** Everything that the parts of the composer share about one draft. */
export interface Composer<Content extends DraftContent = DraftContent> {
  readonly content: ComputedRef<Content>
  readonly live: LiveCount
  readonly providers: ChannelProviders
  readonly attachments: Attachments
  readonly checks: ComputedRef<CheckResult>
  /** Whether the people can be counted before sending. */
  readonly counts: ComputedRef<boolean>
  edit(part: Partial<Content>): void
}

/** What a draft of one channel says. */
type ContentOf<Kind extends DraftContent['kind']> = Extract<DraftContent, { kind: Kind }>

/** One draft of a channel with its checks and the live count of its people. */
export const useComposer = <Kind extends DraftContent['kind']>(
  channel: Kind,
  session: () => DraftSession,
): Composer<ContentOf<Kind>> => {
  const app = useAppStore()
  const sessions = useDraftSessions()
  // A draft keeps its channel, and its screen is chosen by it.
  const content = computed(() => session().content as ContentOf<Kind>)
  const audience = (): Audience => content.value
  const counts = computed(() => app.capabilities.ledger)
  const live = useRecipientCount(
    channel,
    () => ({ ...audience(), copies: inCopy(content.value) }),
    () => counts.value && chosenCount(audience()) > 0,
  )
  const providers = useChannelProviders(channel)
  const serverVersion = useServerVersion(() => channel === 'push')
  const now = useNow(15_000)
  const attachments = useAttachments(
    () => {
      const written: DraftContent = content.value
      return written.kind === 'email' ? written.attachments : []
    },
    () => providers.enabled.value?.[0]?.provider,
  )

  const checks = computed(() => {
    const error = live.error.value
    return checkDraft(content.value, {
      people: counts.value ? live.count.value?.total : undefined,
      ...(counts.value && error && { countProblem: error.message }),
      enabledProviders: providers.enabled.value?.length,
      undecided: session().conflicts.length,
      now: now.value,
      serverVersion: serverVersion.value,
      isChange: session().draft.updates !== null,
      attachmentExcess: attachments.excess.value,
      attachmentsGone: attachments.missing.value,
    })
  })

  return {
    content,
    live,
    providers,
    attachments,
    checks,
    counts,
    edit: (part) => sessions.edit(session().draft.id, part),
  }
}
