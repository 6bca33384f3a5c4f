/**
 * What an arrow key chooses next among several values, around the ends: of a radio group, of a list of tabs. The
 * focus goes along, to the button at the same place of the group that listens.
 */
export const stepChoice = <Value>(
  event: KeyboardEvent,
  values: readonly Value[],
  { chosen, step }: { readonly chosen: Value; readonly step: -1 | 1 },
): Value => {
  event.preventDefault()
  const index = (values.indexOf(chosen) + step + values.length) % values.length
  // The listener is on an element of the page.
  const group = event.currentTarget as HTMLElement
  group.querySelectorAll('button')[index]?.focus()
  return values[index] ?? chosen
}
