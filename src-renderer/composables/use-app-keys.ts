import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { goToKeys, isDialogOpen, isKey, isTyping } from '@/keys'

/** How long `g` waits for its second key. */
const sequenceMs = 1200

/** What the keys of the frame open. */
export interface AppKeys {
  /** The sheet that lists the keys. */
  readonly helpShown: Ref<boolean>
  readonly paletteShown: Ref<boolean>
}

/** The keys that work everywhere in the frame. */
export const useAppKeys = (): AppKeys => {
  const router = useRouter()
  const helpShown = ref(false)
  const paletteShown = ref(false)
  let leaderAt = -Infinity

  const go = (name: string | undefined): boolean => {
    if (name === undefined || !router.hasRoute(name)) return false
    void router.push({ name })
    return true
  }

  const onKey = (event: KeyboardEvent): void => {
    if (isKey(event, 'settings')) {
      event.preventDefault()
      go('settings')
      return
    }
    if (isKey(event, 'palette')) {
      event.preventDefault()
      // A dialog asks something first; the palette itself may still be fading out.
      const hasQuestion = document.querySelector('[aria-modal="true"]:not([data-palette])')
      if (!hasQuestion) paletteShown.value = !paletteShown.value
      return
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
    if (isDialogOpen()) return
    if (isKey(event, 'help')) {
      event.preventDefault()
      helpShown.value = true
    } else if (event.key === 'g') {
      leaderAt = event.timeStamp
    } else if (event.timeStamp - leaderAt < sequenceMs) {
      leaderAt = -Infinity
      if (go(goToKeys[event.key])) event.preventDefault()
    }
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
  return { helpShown, paletteShown }
}
