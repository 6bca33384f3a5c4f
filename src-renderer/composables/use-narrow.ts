import { onScopeDispose, ref, type Ref } from 'vue'

/** True in windows too narrow for the full sidebar, where lists give up width too. */
export const useNarrow = (): Readonly<Ref<boolean>> => {
  const query = window.matchMedia('(max-width: 1099px)')
  const narrow = ref(query.matches)
  const onChange = (): void => {
    narrow.value = query.matches
  }
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))
  return narrow
}
