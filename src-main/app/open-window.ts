import { BrowserWindow, nativeTheme, screen } from 'electron'
import { appPage, crashedPath } from './addresses'
import { guardUnload } from './guard-unload'
import { createReloadPolicy } from './reload-policy'
import { overlayOf, titleBarOf } from './title-bar'
import { fitBounds, leastSize } from './window-bounds'
import { readWindowState, writeWindowState } from './window-file'

/** What the window is opened with. */
export interface WindowOptions {
  readonly dataFolder: string
  readonly preload: string
  readonly log: (line: string) => void
  /** Called once, when the window is shown: what takes long may begin. */
  readonly onShown: () => void
}

/** A window of the app. */
export interface AppWindow {
  readonly browser: BrowserWindow
  /** Closes it as a person would; false when something in it is not saved and the person keeps it. */
  close(): Promise<boolean>
}

/** A page that paints this late is shown unpainted: a person must see that something happens. */
const mostHiddenMs = 2_000

/** Opens the window where it was, and shows it once its page is painted. */
export const openWindow = ({ dataFolder, preload, log, onShown }: WindowOptions): AppWindow => {
  const state = readWindowState(dataFolder)
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const workAreas = [primary, ...others].map(({ workArea }) => workArea)
  const isDark = nativeTheme.shouldUseDarkColors
  const window = new BrowserWindow({
    ...fitBounds(state?.bounds, workAreas),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: 'Sendwright',
    backgroundColor: isDark ? '#121315' : '#f7f5f2',
    ...titleBarOf(process.platform, isDark),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Chromium would fetch its dictionaries from the network.
      spellcheck: false,
    },
  })
  if (state?.isMaximized) window.maximize()
  showOnce(window, onShown)
  followTheme(window)
  recover(window, log)
  const close = guardUnload(window)
  window.on('close', () => remember(window, dataFolder, log))
  window.loadURL(appPage).catch((error: unknown) => log(`The page did not load: ${String(error)}`))
  return { browser: window, close }
}

const showOnce = (window: BrowserWindow, onShown: () => void): void => {
  let isShown = false
  const show = (): void => {
    if (isShown) return
    isShown = true
    if (!window.isDestroyed()) window.show()
    onShown()
  }
  window.once('ready-to-show', show)
  setTimeout(show, mostHiddenMs)
}

const followTheme = (window: BrowserWindow): void => {
  if (process.platform === 'darwin') return
  const follow = (): void => window.setTitleBarOverlay(overlayOf(nativeTheme.shouldUseDarkColors))
  nativeTheme.on('updated', follow)
  window.on('closed', () => nativeTheme.off('updated', follow))
}

const recover = (window: BrowserWindow, log: (line: string) => void): void => {
  const decide = createReloadPolicy(() => performance.now())
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    log(`The window’s page is gone (${reason}, code ${exitCode}).`)
    const verdict = decide(reason)
    if (verdict === 'nothing' || window.isDestroyed()) return
    const address = verdict === 'reload' ? appPage : new URL(crashedPath, appPage).href
    window.loadURL(address).catch((error: unknown) => log(String(error)))
  })
}

const remember = (window: BrowserWindow, dataFolder: string, log: (line: string) => void): void => {
  try {
    writeWindowState(dataFolder, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    })
  } catch (error) {
    log(`The window’s place could not be remembered: ${String(error)}`)
  }
}
