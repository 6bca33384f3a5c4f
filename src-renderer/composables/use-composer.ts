import type { DraftContent } from '@contract/drafts'
import { computed, type ComputedRef } from 'vue'
import type { Audience } from '@/campaigns/campaign-row'
import { chosenCount } from '@/drafts/recipient-options'
import { checkDraft, type CheckResult } from '@/drafts/check-draft'
import { useAppStore } from '@/stores/app'
import { useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useEmailProviders, type EmailProviders } from './use-email-providers'
import { useRecipientCount, type LiveCount } from './use-recipient-count'

/** Everything that the parts of the composer share about one draft. */
export interface Composer {
  readonly content: ComputedRef<DraftContent>
  readonly live: LiveCount
  readonly providers: EmailProviders
  readonly checks: ComputedRef<CheckResult>
  /** Whether the people can be counted before sending. */
  readonly counts: ComputedRef<boolean>
  edit(part: Partial<DraftContent>): void
}

/** One draft with its checks and the live count of its people. */
export const useComposer = (session: () => DraftSession): Composer => {
  const app = useAppStore()
  const sessions = useDraftSessions()
  const content = computed(() => session().content)
  const audience = (): Audience => content.value
  const counts = computed(() => app.capabilities.ledger)
  const live = useRecipientCount(audience, () => counts.value && chosenCount(audience()) > 0)
  const providers = useEmailProviders()

  const checks = computed(() => {
    const error = live.error.value
    return checkDraft(content.value, {
      people: counts.value ? live.count.value?.total : undefined,
      ...(counts.value && error && { countProblem: error.message }),
      enabledProviders: providers.enabled.value?.length,
    })
  })

  return {
    content,
    live,
    providers,
    checks,
    counts,
    edit: (part) => sessions.edit(session().draft.id, part),
  }
}
