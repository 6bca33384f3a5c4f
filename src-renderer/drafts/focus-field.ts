import type { DraftChange } from '@contract/draft-steps'

const stops = ':is(input, textarea, button, [tabindex="0"], .cm-content):not(:disabled)'

/** Leads to the field that changed, and its caret to the place; fields are named by `data-field`. */
export const focusField = (root: HTMLElement, change: DraftChange): void => {
  const field = root.querySelector(`[data-field~="${CSS.escape(change.name)}"]`)
  if (!field) return
  const place = 'before' in change ? undefined : change
  const item = field.tagName === 'UL' ? undefined : field.querySelectorAll('li')[place?.at ?? 0]
  const area = item ?? field
  const checked = area.querySelector<HTMLElement>(':checked')
  const target = area.matches(stops) ? area : (checked ?? area.querySelector(stops))
  if (!(target instanceof HTMLElement)) return
  target.focus()
  if (place === undefined || typeof place.inserted !== 'string' || !isText(target)) return
  const caret = place.at + place.inserted.length
  target.setSelectionRange(caret, caret)
}

/** Whether it has a caret that can be set. */
const isText = (element: Element | null): element is HTMLInputElement | HTMLTextAreaElement =>
  element instanceof HTMLTextAreaElement ||
  (element instanceof HTMLInputElement && element.type === 'text')

/** Remembers the caret of the field that has the focus; the answer puts it where it was in a text that changed. */
export const keepCaret = (
  span: (was: string, now: string) => { at: number; removed: string; inserted: string },
): (() => void) => {
  const element = document.activeElement
  if (!isText(element)) return () => undefined
  const { value: was, selectionStart, selectionEnd } = element
  return () => {
    if (document.activeElement !== element || element.value === was) return
    const { at, removed, inserted } = span(was, element.value)
    const moved = (place: number | null): number => {
      if (place === null || place <= at) return place ?? at
      const isBehind = place >= at + removed.length
      return isBehind ? place + inserted.length - removed.length : at + inserted.length
    }
    element.setSelectionRange(moved(selectionStart), moved(selectionEnd))
  }
}
