import { profileColours } from '@contract/profile-colours'
import { describe, expect, test } from 'vitest'
import { tokenStylesheet } from '@/theme/stylesheet'
import { literal, raisedDark, shared, themed, type ThemeName } from '@/theme/tokens'

const channel = (value: number): number =>
  value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4

const rgb = (hex: string): [number, number, number] => {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)
  return [part(1), part(3), part(5)]
}

/** WCAG 2.2, relative luminance of an opaque `#rrggbb`. */
const luminance = (hex: string): number => {
  const [red, green, blue] = rgb(hex)
  return 0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255)
}

const contrast = (a: string, b: string): number => {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)
}

/** `share` of `a` mixed into `b`, as `color-mix(in srgb)` does. */
const mix = (a: string, b: string, share: number): string => {
  const [from, to] = [rgb(a), rgb(b)]
  const mixed = from.map((value, index) =>
    Math.round(value * share + (to[index] ?? 0) * (1 - share)),
  )
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

const statuses = ['draft', 'scheduled', 'sending', 'sent', 'partial', 'failed', 'stuck', 'decision']
const environments = ['production', 'staging', 'development', 'local', 'sandbox']
const surfaces = [
  'bg-page',
  'bg-app',
  'bg-sunken',
  'bg-canvas',
  'bg-raised',
  'bg-selected',
  'n-100',
]

const textPairs: [text: string, surface: string][] = [
  ...['text-1', 'text-2', 'text-3'].flatMap((text) =>
    surfaces.map((surface): [string, string] => [text, surface]),
  ),
  ['text-on-accent', 'accent'],
  ['text-on-accent', 'accent-hover'],
  ['text-on-accent', 'accent-pressed'],
  ['accent-text', 'bg-page'],
  ['accent-text', 'bg-app'],
  ['accent-text', 'accent-soft'],
  ['text-on-tooltip', 'bg-tooltip'],
  ['text-on-mark', 'info-solid'],
  ...profileColours
    .filter((colour) => colour !== 'environment')
    .map((colour): [string, string] => ['text-on-mark', `profile-${colour}`]),
  ...['success', 'warning', 'danger', 'info'].flatMap((meaning): [string, string][] => [
    [`${meaning}-text`, `${meaning}-soft`],
    [`${meaning}-text`, 'bg-page'],
  ]),
  ...statuses.flatMap((status): [string, string][] => [
    [`st-${status}`, `st-${status}-soft`],
    [`st-${status}`, 'bg-page'],
  ]),
  ...environments.flatMap((environment): [string, string][] => [
    [`env-${environment}-text`, `env-${environment}-soft`],
    ['text-on-mark', `env-${environment}`],
  ]),
  ...['tag', 'attr', 'str', 'punct', 'com', 'num', 'key'].map((part): [string, string] => [
    `syn-${part}`,
    'bg-page',
  ]),
]
const markPairs: [mark: string, surface: string][] = [
  ['line-3', 'bg-page'],
  ['focus', 'bg-page'],
  ['focus', 'bg-app'],
  ...environments.map((environment): [string, string] => [`env-${environment}`, 'bg-app']),
]

describe.each<ThemeName>(['light', 'dark'])('the %s theme', (theme) => {
  const t = (name: string): string => literal(theme, name)

  test.each(textPairs)('%s on %s reaches 4.5', (text, surface) => {
    expect(contrast(t(text), t(surface))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(markPairs)('%s on %s reaches 3', (mark, surface) => {
    expect(contrast(t(mark), t(surface))).toBeGreaterThanOrEqual(3)
  })

  test('white on a destructive button and text on the sandbox hatch reach 4.5', () => {
    const darkerStripe = mix(t('env-sandbox'), t('env-sandbox-soft'), 0.09)

    expect(contrast('#ffffff', t('danger-solid'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(t('env-sandbox-text'), darkerStripe)).toBeGreaterThanOrEqual(4.5)
  })

  test('every colour resolves to a literal that Naive UI can compute with', () => {
    for (const name of Object.keys(themed).filter((key) => !/^(shadow|focus-)/.test(key))) {
      expect(t(name), name).toMatch(/^(#[0-9a-f]{6}|rgba\(.+\))$/)
    }
  })
})

describe('the stylesheet of the tokens', () => {
  const css = tokenStylesheet()
  const blockOf = (selector: string): string => {
    const start = css.indexOf(`${selector}{`)
    return css.slice(start, css.indexOf('}', start))
  }

  test('sets every themed token for both themes and every shared one once', () => {
    const light = blockOf(':root')
    const dark = blockOf("[data-theme='dark']")

    for (const [name, [lightValue, darkValue]] of Object.entries(themed)) {
      expect(light).toContain(`--${name}:${lightValue}`)
      expect(dark).toContain(`--${name}:${darkValue}`)
    }
    for (const [name, value] of Object.entries(shared)) {
      expect(light).toContain(`--${name}:${value}`)
    }
  })

  test('steps lines up on raised surfaces in the dark theme only', () => {
    const raised = css.split('\n').find((line) => line.includes('.n-modal')) ?? ''

    expect(raised.startsWith("[data-theme='dark']")).toBe(true)
    for (const [name, value] of Object.entries(raisedDark)) {
      expect(raised).toContain(`--${name}:${value}`)
    }
  })

  test('takes the motion away for people who asked for that', () => {
    expect(css).toContain('prefers-reduced-motion:reduce){:root{--d-1:0ms')
  })

  test('refers only to tokens that exist', () => {
    const names = new Set([...Object.keys(themed), ...Object.keys(shared)])

    for (const match of css.matchAll(/var\(--([\w-]+)\)/g)) {
      expect(names).toContain(match[1])
    }
  })
})
