/** Which of the two looks is shown. */
export type ThemeName = 'light' | 'dark'

/**
 * Every value that differs between the themes, as `[light, dark]`. Names are roles, not looks; the CSS
 * custom properties and Naive UI's overrides are both made from this table.
 */
export const themed = {
  // The neutral ramp (paper: barely warm). Building material: components use the roles below.
  'n-0': ['#ffffff', '#18191b'],
  'n-25': ['#fcfbf9', '#1b1c1f'],
  'n-50': ['#f7f5f2', '#121315'],
  'n-100': ['#f0eeea', '#222427'],
  'n-150': ['#e8e5e0', '#292b2f'],
  'n-200': ['#dfdbd5', '#303338'],
  'n-300': ['#c9c4bc', '#42464c'],
  'n-400': ['#a39d94', '#676c74'],
  'n-500': ['#6d6860', '#8f949c'],
  'n-600': ['#56524b', '#b0b4ba'],
  'n-700': ['#3f3c37', '#cbced2'],
  'n-800': ['#2a2825', '#e0e2e4'],
  'n-900': ['#1a1917', '#eeefef'],
  // The accent's ramp.
  'petrol-50': ['#e9f3f4', '#14292e'],
  'petrol-100': ['#d5e8eb', '#17353c'],
  'petrol-200': ['#abd0d7', '#1d4d57'],
  'petrol-300': ['#74b0bb', '#2a7482'],
  'petrol-400': ['#3f909e', '#3d97a7'],
  'petrol-500': ['#1d7686', '#5bb5c4'],
  'petrol-600': ['#0e6272', '#77c7d4'],
  'petrol-700': ['#0a4f5d', '#9bd8e1'],
  'petrol-800': ['#093f4a', '#c2e8ee'],
  'petrol-900': ['#072e37', '#e2f4f7'],
  // Surfaces.
  'bg-app': ['var(--n-50)', '#121315'],
  'bg-page': ['var(--n-0)', '#18191b'],
  'bg-sunken': ['#faf9f7', '#151618'],
  'bg-canvas': ['#efede9', '#0f1011'],
  'bg-raised': ['var(--n-0)', '#202225'],
  'bg-hover': ['rgba(40, 34, 24, 0.045)', 'rgba(255, 255, 255, 0.045)'],
  'bg-active': ['rgba(40, 34, 24, 0.08)', 'rgba(255, 255, 255, 0.085)'],
  'bg-selected': ['var(--petrol-50)', '#162a2f'],
  'bg-input': ['var(--n-0)', '#1d1f22'],
  'bg-tooltip': ['var(--n-800)', '#34373c'],
  scrim: ['rgba(28, 25, 20, 0.34)', 'rgba(0, 0, 0, 0.56)'],
  // Text: three steps, no more.
  'text-1': ['var(--n-900)', 'var(--n-900)'],
  'text-2': ['var(--n-600)', 'var(--n-600)'],
  'text-3': ['var(--n-500)', 'var(--n-500)'],
  'text-on-accent': ['#ffffff', '#ffffff'],
  'text-on-tooltip': ['#f6f4f0', '#f2f3f3'],
  // The letter on a profile's square, the number on a mark.
  'text-on-mark': ['#ffffff', '#101112'],
  // Lines; `line-3` is the edge of a control that must reach 3:1.
  'line-1': ['#ebe8e3', '#25272a'],
  'line-2': ['#dfdbd5', '#2e3135'],
  'line-3': ['#928c82', '#6f757d'],
  'line-input': ['#d2cdc5', '#393c41'],
  // Accent roles.
  accent: ['var(--petrol-600)', '#1b7a8a'],
  'accent-hover': ['var(--petrol-500)', '#1e7f90'],
  'accent-pressed': ['var(--petrol-700)', '#166a79'],
  'accent-text': ['#0c5f6e', '#6cc3d1'],
  'accent-soft': ['var(--petrol-50)', '#14292e'],
  'accent-soft-2': ['var(--petrol-100)', '#17353c'],
  'accent-line': ['var(--petrol-200)', '#1f4f5a'],
  focus: ['#2b8a9a', '#4fb0c0'],
  'focus-ring': [
    '0 0 0 2px var(--bg-page), 0 0 0 4px var(--focus)',
    '0 0 0 2px var(--bg-page), 0 0 0 4px var(--focus)',
  ],
  'focus-inset': [
    'inset 0 0 0 1px var(--focus), 0 0 0 3px rgba(29, 118, 134, 0.18)',
    'inset 0 0 0 1px var(--focus), 0 0 0 3px rgba(79, 176, 192, 0.22)',
  ],
  // Meanings: text on soft and on page is AA; solid carries white text or stands alone.
  'success-text': ['#1d6b3c', '#6cc48b'],
  'success-soft': ['#e8f4eb', '#15291d'],
  'success-line': ['#bfe0c9', '#24482f'],
  'success-solid': ['#2a8550', '#3fa267'],
  'warning-text': ['#865000', '#e3ae55'],
  'warning-soft': ['#fdf3df', '#2d2312'],
  'warning-line': ['#f0d7a3', '#53401d'],
  'warning-solid': ['#b86e00', '#d0902c'],
  'danger-text': ['#b0261d', '#f28b82'],
  'danger-soft': ['#fdeeec', '#331b1a'],
  'danger-line': ['#f3c9c5', '#5c2d2a'],
  'danger-solid': ['#c62f26', '#d03f35'],
  'info-text': ['#1e55b3', '#86b1f5'],
  'info-soft': ['#eaf1fd', '#18253c'],
  'info-line': ['#c5d8f7', '#2a4169'],
  'info-solid': ['#2c6bd8', '#4b86e8'],
  // Message status: mark and its soft ground.
  'st-draft': ['#56524b', '#b0b4ba'],
  'st-draft-soft': ['#f0eeea', '#26282c'],
  'st-scheduled': ['#5a45b0', '#b1a2f4'],
  'st-scheduled-soft': ['#f0edfc', '#252138'],
  'st-sending': ['#1e55b3', '#86b1f5'],
  'st-sending-soft': ['#eaf1fd', '#18253c'],
  'st-sent': ['#1d6b3c', '#6cc48b'],
  'st-sent-soft': ['#e8f4eb', '#15291d'],
  'st-partial': ['#865000', '#e3ae55'],
  'st-partial-soft': ['#fdf3df', '#2d2312'],
  'st-failed': ['#b0261d', '#f28b82'],
  'st-failed-soft': ['#fdeeec', '#331b1a'],
  'st-stuck': ['#99400f', '#f0a070'],
  'st-stuck-soft': ['#fcece1', '#321f14'],
  'st-decision': ['#92276e', '#ec9dd0'],
  'st-decision-soft': ['#fbebf5', '#331c2c'],
  // Environments: mark, band, band text.
  'env-production': ['#c62f26', '#e5544a'],
  'env-production-soft': ['#fdeeec', '#301817'],
  'env-production-text': ['#a3221a', '#f6a099'],
  'env-staging': ['#a36000', '#d0902c'],
  'env-staging-soft': ['#fdf3df', '#2d2312'],
  'env-staging-text': ['#865000', '#e3ae55'],
  'env-development': ['#2c6bd8', '#4b86e8'],
  'env-development-soft': ['#eaf1fd', '#18253c'],
  'env-development-text': ['#1e55b3', '#86b1f5'],
  'env-local': ['#6a52c7', '#8f7be8'],
  'env-local-soft': ['#f0edfc', '#252138'],
  'env-local-text': ['#5a45b0', '#b1a2f4'],
  'env-sandbox': ['#4f6473', '#7d95a5'],
  'env-sandbox-soft': ['#edf1f4', '#1b2227'],
  'env-sandbox-text': ['#435765', '#a9bcc9'],
  // What a person tells profiles apart by; the letter on it is `text-on-mark`.
  'profile-teal': ['#0e6272', '#5bb5c4'],
  'profile-green': ['#2a7d4f', '#5fbd8a'],
  'profile-olive': ['#6a6a14', '#b3b14e'],
  'profile-brown': ['#8a5a33', '#c9996e'],
  'profile-pink': ['#b0387c', '#e58abd'],
  'profile-plum': ['#8a3f9e', '#c98bdb'],
  'profile-indigo': ['#4550c4', '#98a1f2'],
  'profile-graphite': ['#56524b', '#a3a8b0'],
  // Code.
  'syn-tag': ['#0c5f6e', '#6cc3d1'],
  'syn-attr': ['#7a4a00', '#e3ae55'],
  'syn-str': ['#1d6b3c', '#84cf9d'],
  'syn-punct': ['#756f66', '#8f949c'],
  'syn-com': ['#756f66', '#8f949c'],
  'syn-num': ['#5a45b0', '#b1a2f4'],
  'syn-key': ['#92276e', '#ec9dd0'],
  // Shadows.
  'shadow-1': ['0 1px 2px rgba(40, 32, 18, 0.05)', '0 1px 2px rgba(0, 0, 0, 0.3)'],
  'shadow-2': [
    '0 1px 2px rgba(40, 32, 18, 0.06), 0 4px 12px rgba(40, 32, 18, 0.07)',
    '0 0 0 1px rgba(255, 255, 255, 0.04), 0 4px 12px rgba(0, 0, 0, 0.35)',
  ],
  'shadow-3': [
    '0 2px 6px rgba(40, 32, 18, 0.07), 0 12px 32px rgba(40, 32, 18, 0.13)',
    '0 0 0 1px rgba(255, 255, 255, 0.06), 0 12px 32px rgba(0, 0, 0, 0.5)',
  ],
  'shadow-4': [
    '0 4px 12px rgba(40, 32, 18, 0.08), 0 28px 72px rgba(40, 32, 18, 0.24)',
    '0 0 0 1px rgba(255, 255, 255, 0.07), 0 28px 72px rgba(0, 0, 0, 0.66)',
  ],
} as const satisfies Record<string, readonly [light: string, dark: string]>

/** Values that both themes share: radii, spacing, type, control heights, motion. */
export const shared = {
  'r-1': '4px',
  'r-2': '6px',
  'r-3': '8px',
  'r-4': '12px',
  'r-full': '999px',
  's-1': '4px',
  's-2': '8px',
  's-3': '12px',
  's-4': '16px',
  's-5': '20px',
  's-6': '24px',
  's-8': '32px',
  's-10': '40px',
  's-12': '48px',
  's-16': '64px',
  font: "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', sans-serif",
  mono: "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, 'SF Mono', Menlo, monospace",
  't-11': '11px',
  'lh-11': '16px',
  't-12': '12px',
  'lh-12': '16px',
  't-13': '13px',
  'lh-13': '20px',
  't-14': '14px',
  'lh-14': '20px',
  't-16': '16px',
  'lh-16': '24px',
  't-20': '20px',
  'lh-20': '28px',
  't-28': '28px',
  'lh-28': '32px',
  'w-regular': '400',
  'w-medium': '500',
  'w-semibold': '600',
  'h-sm': '24px',
  'h-md': '28px',
  'h-lg': '32px',
  'h-row': '40px',
  'h-row-dense': '32px',
  'd-1': '80ms',
  'd-2': '140ms',
  'd-3': '220ms',
  'd-4': '320ms',
  'ease-out': 'cubic-bezier(0.2, 0.8, 0.2, 1)',
  'ease-in-out': 'cubic-bezier(0.5, 0, 0.2, 1)',
  'ease-in': 'cubic-bezier(0.5, 0, 1, 0.6)',
} as const satisfies Record<string, string>

/** In dark, lines and sunken fills step up one level on raised surfaces (menus, dialogs, drawers). */
export const raisedDark = {
  'line-1': '#303338',
  'line-2': '#3a3d42',
  'line-input': '#454950',
  'n-100': '#292c30',
  'n-150': '#32353a',
  'bg-input': '#1a1b1d',
  'bg-sunken': '#1b1d1f',
} as const satisfies Partial<Record<keyof typeof themed, string>>

/** The name of a token without its leading dashes. */
export type TokenName = keyof typeof themed | keyof typeof shared

const reference = /^var\(--([\w-]+)\)$/

/** A token's literal value: references to other tokens are followed. Throws on an unknown reference. */
export const literal = (theme: ThemeName, name: string): string => {
  if (Object.hasOwn(shared, name)) return shared[name as keyof typeof shared]
  if (!Object.hasOwn(themed, name)) throw new Error(`Unknown token ${name}`)
  const value = themed[name as keyof typeof themed][theme === 'light' ? 0 : 1]
  const target = reference.exec(value)?.[1]
  return target ? literal(theme, target) : value
}
