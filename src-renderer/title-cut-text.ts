/** What may end in three dots. */
const cut = '.trunc, td, th'

/**
 * Shows text that is cut off in whole while the pointer is over it. What has a title of its own keeps that
 * one; assistive technology reads the whole text anyway.
 */
export const titleCutText = (page: Document): void => {
  const titled = new WeakSet<Element>()
  page.addEventListener('pointerover', ({ target }) => {
    const element = target instanceof Element ? target.closest<HTMLElement>(cut) : null
    if (!element) return
    // Ours goes first: the text may be another one, or fit by now.
    if (titled.delete(element)) element.removeAttribute('title')
    if (element.scrollWidth <= element.clientWidth) return
    if (element.closest('[title]') || element.querySelector('[title]')) return
    element.title = element.innerText.replaceAll(/\s+/g, ' ').trim()
    titled.add(element)
  })
}
