import { expect, type Locator, type Page } from '@playwright/test'

/** What a keyboard opens, and how to get there. */
export interface KeyboardStop {
  /** The component that is opened. */
  readonly of: string
  /** The screen that it is opened from. */
  readonly path: string
  /** What Enter is pressed on, one after the other; the last one opens it. */
  readonly by: readonly ((page: Page) => Locator)[]
  /** A menu is gone through with the arrow keys, all else with Tab. */
  readonly isMenu?: true
  /** What is chosen first: the act that opens it is there only then. */
  readonly chosen?: (page: Page) => Locator
  /** What is pressed on the last of `by` where that is not Enter. */
  readonly key?: string
  /** It is there only in a narrow window. */
  readonly isNarrow?: true
}

/** A control of the accessibility tree that has no name. */
const nameless =
  /^\s*- '?(button|link|textbox|searchbox|checkbox|radio|switch|combobox|listbox|spinbutton|slider|tab|menuitem\w*|dialog|menu)(?! ")\b.*$/gm

/** Every control in it has a name for whoever cannot see it. */
export const expectNames = async (place: Locator, where: string): Promise<void> => {
  const tree = await place.ariaSnapshot()
  expect(tree.match(nameless) ?? [], `${where}: controls without a name`).toEqual([])
}

/** What has the focus, and where it stands. */
interface Place {
  readonly isInside: boolean
  /** It says what it is to whoever cannot see it. */
  readonly isControl: boolean
  readonly what: string
  readonly mark: string
  /** What it scrolls in. */
  readonly scroller: string
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const placeOfFocus = (panel: Locator): Promise<Place> =>
  panel.evaluate((element) => {
    const active =
      document.activeElement instanceof HTMLElement ? document.activeElement : document.body
    const markOf = (one: HTMLElement): string => (one.dataset['walked'] ??= String(Math.random()))
    let scroller = active.parentElement
    while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflowY))
      scroller = scroller.parentElement
    // What is drawn larger than its own input is seen as a whole.
    const drawn = active.closest('label, .n-input, .n-base-selection') ?? active
    const { top, bottom, left, right } = drawn.getBoundingClientRect()
    const scrolled = scroller?.scrollTop ?? 0
    return {
      isInside: element.contains(active),
      isControl: active.matches(
        'a, button, input, textarea, summary, tr, pre, [role], [contenteditable="true"]',
      ),
      what: active.outerHTML.replace(/ (style|data-v-\w+)="[^"]*"/g, '').slice(0, 200),
      mark: markOf(active),
      scroller: scroller ? markOf(scroller) : '',
      ...{ top: top + scrolled, bottom: bottom + scrolled, left, right },
    }
  })

const mostStops = 60

/** Presses Tab until it comes round: it stays inside, and goes on downwards or to the right. */
const goRound = async (page: Page, panel: Locator, where: string): Promise<void> => {
  await page.keyboard.press('Tab')
  const start = await placeOfFocus(panel)
  let before = start
  let jumps = 0
  for (let presses = 0; presses < mostStops; presses += 1) {
    expect(before.isInside, `${where}: Tab goes out to ${before.what}`).toBe(true)
    expect(before.isControl, `${where}: a stop of Tab that says nothing: ${before.what}`).toBe(true)
    await page.keyboard.press('Tab')
    const now = await placeOfFocus(panel)
    const isAbove = now.scroller === before.scroller && now.bottom <= before.top + 1
    if (isAbove && now.left < before.right) jumps += 1
    expect(jumps, `${where}: Tab jumps up from ${before.what} to ${now.what}`).toBeLessThan(2)
    if (now.mark === start.mark) return
    before = now
  }
  throw new Error(`${where}: Tab does not come round to ${start.what}`)
}

const goThroughMenu = async (page: Page, panel: Locator, where: string): Promise<void> => {
  const entries = panel.locator('[role^="menuitem"]')
  await page.keyboard.press('Home')
  await expect(entries.first(), `${where}: Home`).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(entries.last(), `${where}: the arrow keys go round`).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(entries.first(), `${where}: the arrow keys go round`).toBeFocused()
}

/** Opens it with Enter, goes through it, leaves it with Escape, and is where it was before. */
export const walkByKeyboard = async (page: Page, stop: KeyboardStop): Promise<void> => {
  const where = `${stop.of} of ${stop.path}`
  const panels = page.locator('[role="dialog"]:visible, [role="menu"]:visible')
  await stop.chosen?.(page).press(' ')
  let opener: Locator | undefined
  for (const [count, find] of stop.by.entries()) {
    opener = find(page)
    await expect(opener, `${where}: what opens it`).toBeVisible()
    const isLast = count === stop.by.length - 1
    await opener.press((isLast && stop.key) || 'Enter')
    await expect(panels, `${where}: Enter opens it`).toHaveCount(count + 1)
  }
  if (!opener) throw new Error(`${where} is opened by nothing`)
  const panel = panels.last()
  const holdsFocus = () => panel.evaluate((element) => element.contains(document.activeElement))
  await expect.poll(holdsFocus, `${where}: the focus goes in`).toBe(true)
  if (stop.isMenu) await goThroughMenu(page, panel, where)
  else await goRound(page, panel, where)
  await expectNames(page.locator('body'), where)
  await page.keyboard.press('Escape')
  await expect(panels, `${where}: Escape closes it`).toHaveCount(stop.by.length - 1)
  await expect(opener, `${where}: the focus goes back`).toBeFocused()
  for (let count = stop.by.length - 2; count >= 0; count -= 1) {
    await page.keyboard.press('Escape')
    await expect(panels, `${where}: Escape closes what it was opened from`).toHaveCount(count)
  }
}
