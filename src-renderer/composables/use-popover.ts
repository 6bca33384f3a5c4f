import { ref, useTemplateRef, type Ref } from 'vue'
import { focusPlaced } from './focus-placed'
import { usePanelKeys } from './use-panel-keys'

/** A panel that hangs on its opener. */
export interface Popover {
  readonly shown: Readonly<Ref<boolean>>
  /** What Naive's popover asks for. */
  onShow(value: boolean): void
  /** Closes it and goes back to the opener. */
  close(): void
}

/**
 * Opens the panel of the template reference `panel`: the focus goes in, Tab stays inside, and Escape leads back to
 * what had it before.
 */
export const usePopover = (): Popover => {
  const shown = ref(false)
  const panel = useTemplateRef<HTMLElement>('panel')
  let opener: HTMLElement | undefined

  const onShow = (value: boolean): void => {
    shown.value = value
    if (!value) return
    opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined
    void focusPlaced(() => panel.value?.querySelector<HTMLElement>('input, button'))
  }
  const close = (): void => {
    shown.value = false
    opener?.focus()
  }
  usePanelKeys({ shown: () => shown.value, panel, onEscape: close })
  return { shown, onShow, close }
}
