/** A key that does something, and how the sheet of keys tells of it. */
export interface KeyEntry {
  /** As `KeyCap` draws them; each of them alone does it. */
  readonly keys: readonly string[]
  readonly section: 'general' | 'writing' | 'lists'
  /** The message that says what it does. */
  readonly text: string
  /** A browser keeps it for itself. */
  readonly isDesktopOnly?: true
}

const table = {
  palette: { keys: ['mod+k'], section: 'general', text: 'palette.title' },
  search: { keys: ['/'], section: 'general', text: 'frame.keys.search' },
  newCampaign: {
    keys: ['mod+n'],
    section: 'general',
    text: 'frame.keys.newCampaign',
    isDesktopOnly: true,
  },
  settings: { keys: ['mod+,'], section: 'general', text: 'frame.settings' },
  closeDialog: { keys: ['esc'], section: 'general', text: 'frame.keys.closeDialog' },
  help: { keys: ['?'], section: 'general', text: 'frame.keys.help' },
  undo: { keys: ['mod+z'], section: 'writing', text: 'history.undo' },
  redo: { keys: ['mod+shift+z'], section: 'writing', text: 'history.redo' },
  savePoint: { keys: ['mod+s'], section: 'writing', text: 'history.keep' },
  review: { keys: ['mod+enter'], section: 'writing', text: 'frame.keys.review' },
  moveRow: { keys: ['↑', '↓'], section: 'lists', text: 'frame.keys.moveRow' },
  openRow: { keys: ['enter'], section: 'lists', text: 'frame.keys.openRow' },
  selectRow: { keys: ['space'], section: 'lists', text: 'frame.keys.selectRow' },
} as const satisfies Readonly<Record<string, KeyEntry>>

/** What a key of the app does. */
type KeyName = keyof typeof table

/** Every key of the app but those that lead to screens: what listens and what lists them reads this. */
export const appKeys: Readonly<Record<KeyName, KeyEntry>> = table

/** Second keys after `g` and the screens that they open. */
export const goToKeys: Readonly<Record<string, string>> = {
  c: 'campaigns',
  o: 'outbox',
  t: 'topics',
  a: 'audience',
  f: 'files',
  p: 'providers',
  i: 'sandbox',
  s: 'settings',
}

/** The first of its keys, for a key cap. */
export const keyOf = (name: KeyName): string => appKeys[name].keys[0] ?? ''

const named: Readonly<Record<string, string>> = {
  esc: 'escape',
  space: ' ',
  '↑': 'arrowup',
  '↓': 'arrowdown',
}

/** Whether these are the keys of that name. */
export const isKey = (event: KeyboardEvent, name: KeyName): boolean =>
  appKeys[name].keys.some((keys) => isPressed(event, keys.split('+')))

const isPressed = (event: KeyboardEvent, parts: readonly string[]): boolean => {
  const key = parts.at(-1) ?? ''
  const hasMod = event.metaKey || event.ctrlKey
  if (event.altKey || event.isComposing || hasMod !== parts.includes('mod')) return false
  const isLetter = /^[a-z]$/.test(key)
  // Where a sign stands, and whether it needs Shift, is the keyboard's affair.
  if (isLetter && event.shiftKey !== parts.includes('shift')) return false
  return (isLetter ? letterOf(event) : event.key.toLowerCase()) === (named[key] ?? key)
}

/** Where letters are not Latin, the place of the key counts. */
export const letterOf = ({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string =>
  (/^[a-z]$/i.test(key) ? key : code.replace(/^Key/, '')).toLowerCase()

/** Whether a key that is a letter or a sign would be written. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Whether a dialog asks for an answer: until then keys are its own. */
export const isDialogOpen = (): boolean => document.querySelector('[aria-modal="true"]') !== null
