import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** How long a quiet line stays. */
const saidMs = 3000

/** A line that says what was just done and goes by itself. */
export interface Said {
  readonly text: Readonly<Ref<string>>
  say(text: string): void
}

/** One quiet line. */
export const useSaid = (): Said => {
  const text = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  return {
    text: readonly(text),
    say: (line) => {
      clearTimeout(timer)
      text.value = line
      timer = setTimeout(() => {
        text.value = ''
      }, saidMs)
    },
  }
}
