import type { BrowserWindowConstructorOptions, TitleBarOverlay } from 'electron'

/** The height of the page's own top bar, which the window's buttons lie on. */
const heightPx = 40

/** The colours of the bar, as in the renderer's tokens `bg-app` and `text-2`. */
const colours = {
  light: { color: '#f7f5f2', symbolColor: '#56524b' },
  dark: { color: '#121315', symbolColor: '#b0b4ba' },
}

/** The system's buttons as they look over our own top bar; Windows and Linux only. */
export const overlayOf = (isDark: boolean): TitleBarOverlay => ({
  ...(isDark ? colours.dark : colours.light),
  // A pixel of the bar's lower line stays visible.
  height: heightPx - 1,
})

/** A frameless window with the system's own buttons. */
export const titleBarOf = (
  platform: NodeJS.Platform,
  isDark: boolean,
): Pick<BrowserWindowConstructorOptions, 'titleBarStyle' | 'titleBarOverlay'> =>
  platform === 'darwin'
    ? { titleBarStyle: 'hiddenInset', titleBarOverlay: { height: heightPx } }
    : { titleBarStyle: 'hidden', titleBarOverlay: overlayOf(isDark) }
