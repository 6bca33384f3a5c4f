import type { Ref } from 'vue'
import { usePanelKeys, type PanelKeys } from './use-panel-keys'
import { useReturnFocus } from './use-return-focus'

/** A panel over the page: Tab stays inside, Escape asks it to close, and the focus goes back to what opened it. */
export const usePanel = (
  show: Readonly<Ref<boolean>>,
  { panel, onEscape }: Pick<PanelKeys, 'panel' | 'onEscape'>,
): void => {
  useReturnFocus(show)
  usePanelKeys({ shown: () => show.value, panel, onEscape })
}
