import { raisedDark, shared, themed } from './tokens'

const block = (
  selector: string,
  values: Iterable<readonly [name: string, value: string]>,
): string => `${selector}{${[...values].map(([name, value]) => `--${name}:${value}`).join(';')}}`

const column = (index: 0 | 1): (readonly [string, string])[] =>
  Object.entries(themed).map(([name, pair]) => [name, pair[index]])

const raisedSurfaces = ':is(.n-modal,.n-drawer,.n-popover,.surface-raised)'

const moreContrast = [
  ['line-input', 'var(--line-3)'],
  ['line-2', 'var(--n-300)'],
  ['text-3', 'var(--text-2)'],
] as const

/** The token table as CSS: light is the default, `[data-theme="dark"]` on the root overrides. */
export const tokenStylesheet = (): string =>
  [
    block(':root', [...column(0), ...Object.entries(shared)]),
    ':root{color-scheme:light}',
    block("[data-theme='dark']", column(1)),
    "[data-theme='dark']{color-scheme:dark}",
    block(`[data-theme='dark'] ${raisedSurfaces}`, Object.entries(raisedDark)),
    `@media (prefers-contrast:more){${block(":root,[data-theme='dark']", moreContrast)}}`,
    '@media (prefers-reduced-motion:reduce){:root{--d-1:0ms;--d-2:0ms;--d-3:0ms;--d-4:0ms}}',
  ].join('\n')

/** Puts the tokens into the page, before anything is drawn. */
export const installTokens = (page: Document): void => {
  const style = page.createElement('style')
  style.textContent = tokenStylesheet()
  page.head.prepend(style)
}
