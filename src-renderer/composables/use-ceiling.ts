import type { PeopleCount } from '@contract/ceiling'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { readCount } from '@/read-count'
import { useAppStore } from '@/stores/app'

/** Whether a decision to send needs the number of people typed, and whether it was. */
export interface Ceiling {
  /** The number above which it is asked for; null while this profile has none. */
  readonly limit: ComputedRef<number | null>
  readonly isAsked: ComputedRef<boolean>
  readonly typed: Readonly<Ref<string>>
  type(text: string): void
  /** What was typed, once it is right. */
  readonly confirmed: ComputedRef<number | undefined>
  /** Nothing is asked for, or it was answered. */
  readonly isMet: ComputedRef<boolean>
  /** Starts again with an empty field. */
  reset(): void
}

/** The ceiling of the open profile for a number of people; undefined while they are counted. */
export const useCeiling = (count: () => Pick<PeopleCount, 'total'> | undefined): Ceiling => {
  const app = useAppStore()
  const typed = ref('')
  const limit = computed(() => (app.isSandbox ? null : (app.profile?.ceiling ?? null)))
  const isAsked = computed(() => {
    const found = count()
    if (limit.value === null || found === undefined) return false
    return found.total === null || found.total > limit.value
  })
  const confirmed = computed(() => {
    if (!isAsked.value) return undefined
    const number = readCount(typed.value)
    const total = count()?.total ?? null
    // Where nobody can tell, it is what the person expects.
    const isRight = total === null ? (number ?? 0) > 0 : number === total
    return isRight ? number : undefined
  })
  const isMet = computed(() =>
    isAsked.value ? confirmed.value !== undefined : limit.value === null || count() !== undefined,
  )
  return {
    ...{ limit, isAsked, typed, confirmed, isMet },
    type: (text) => {
      typed.value = text
    },
    reset: () => {
      typed.value = ''
    },
  }
}
