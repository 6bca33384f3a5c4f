import type { Ref } from 'vue'
import { focusPlaced } from './focus-placed'

/** The keys of a menu. */
export interface MenuKeys {
  /** Moves between the entries with the arrow keys, Home and End. */
  move(event: KeyboardEvent): void
  /** Gives the focus to what is typed in, or to the chosen entry, or to the first. */
  enter(): Promise<void>
}

/** Keys between the entries (`role="menuitem…"`) of a menu that stands in `menu` while it is open. */
export const useMenuKeys = (menu: Readonly<Ref<HTMLElement | null>>): MenuKeys => {
  const entries = (): HTMLElement[] => [
    ...(menu.value?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []),
  ]
  return {
    move: (event) => {
      const all = entries()
      const index = all.findIndex((entry) => entry === document.activeElement)
      const steps: Record<string, number> = {
        ArrowDown: index + 1,
        ArrowUp: index <= 0 ? all.length - 1 : index - 1,
        Home: 0,
        End: all.length - 1,
      }
      const next = steps[event.key]
      if (next === undefined) return
      event.preventDefault()
      all[next % all.length]?.focus()
    },
    enter: () =>
      focusPlaced(
        () =>
          menu.value?.querySelector<HTMLElement>('input') ??
          menu.value?.querySelector<HTMLElement>('[aria-checked="true"]') ??
          entries()[0],
      ),
  }
}
