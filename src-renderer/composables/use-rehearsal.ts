import type { RehearsalInfo, RehearsedRequest } from '@contract/trials'
import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { api } from '@/api'
import { useAction, type Action } from './use-action'

/** One draft's rehearsal, alive while it is under way. */
export interface RehearsalView {
  readonly info: Readonly<ShallowRef<RehearsalInfo | undefined>>
  readonly samples: Readonly<ShallowRef<readonly RehearsedRequest[]>>
  readonly isRunning: ComputedRef<boolean>
  readonly start: Action<[]>
  cancel(): Promise<void>
}

/** Rehearses a draft that `save` has saved before; one that nobody watches any more is cancelled. */
export const useRehearsal = (draftId: string, save: () => Promise<void>): RehearsalView => {
  const info = shallowRef<RehearsalInfo>()
  const samples = shallowRef<readonly RehearsedRequest[]>([])
  const isRunning = computed(() => info.value?.state === 'running')

  const show = async (next: RehearsalInfo): Promise<void> => {
    // An answer may come in later than the news of the end.
    const isOver = info.value?.rehearsalId === next.rehearsalId && !isRunning.value
    if (isOver && next.state === 'running') return
    info.value = next
    if (next.state === 'running') return
    const found = await api
      .call('getRehearsal', { rehearsalId: next.rehearsalId })
      .catch(() => undefined)
    if (info.value.rehearsalId === next.rehearsalId) samples.value = found?.samples ?? []
  }
  const stop = api.on('rehearsal.progress', (next) => {
    if (next.rehearsalId === info.value?.rehearsalId) void show(next)
  })

  const start = useAction(async () => {
    samples.value = []
    await save()
    const begun = await api.call('rehearseDraft', { draftId })
    info.value = begun
    // A short one may be over before its id was known here.
    const { info: now } = await api.call('getRehearsal', { rehearsalId: begun.rehearsalId })
    await show(now)
  })
  const cancel = async (): Promise<void> => {
    if (!info.value || !isRunning.value) return
    await show(await api.call('cancelRehearsal', { rehearsalId: info.value.rehearsalId }))
  }
  onScopeDispose(() => {
    stop()
    cancel().catch(() => undefined)
  })
  return { info, samples, isRunning, start, cancel }
}
