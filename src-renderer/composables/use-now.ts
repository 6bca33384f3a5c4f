import { onScopeDispose, ref, type Ref } from 'vue'

/** The wall clock in milliseconds, read again every `everyMs` while the caller lives. */
export const useNow = (everyMs = 30_000): Readonly<Ref<number>> => {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
