import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, dialog, session } from 'electron'
import { ApiError } from '@contract/errors'
import { defaultDataFolder } from '../cli/data-folder'
import type { Places } from '../cli/places'
import { openIpcHost } from '../host/ipc'
import { stderrLog as log } from '../host/stderr-log'
import type { Studio } from '../studio'
import { isOwnAddress } from './addresses'
import { registerAppScheme, serveRenderer } from './app-protocol'
import { followStudio } from './follow-studio'
import { guardAllContents, guardSession } from './guard-contents'
import { setMenu } from './menu'
import { openAppStudio } from './open-app-studio'
import { openWindow, type AppWindow } from './open-window'
import { createQuitOrder } from './quit-order'

/** Longer than an engine takes to hand over what it has in flight. */
const mostClosingMs = 15_000

/**
 * Runs the desktop app. Everything that must come before the app is ready happens before this returns, so
 * whoever calls it must not have waited for that.
 */
export const startApp = (command: { readonly data: string | undefined }, places: Places): void => {
  const dataFolder = resolve(command.data ?? defaultDataFolder())
  // Chromium's own files, and its lock: one window a data folder.
  const chromiumFolder = join(dataFolder, 'chromium')
  mkdirSync(chromiumFolder, { recursive: true, mode: 0o700 })
  app.setName('Sendwright')
  app.setPath('userData', chromiumFolder)
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  app.enableSandbox()
  registerAppScheme()
  guardAllContents()
  app.whenReady().then(
    () => run(dataFolder, places),
    (error: unknown) => giveUp(error),
  )
}

const run = (dataFolder: string, places: Places): void => {
  let window: AppWindow | undefined
  const shown = Promise.withResolvers<void>()
  const studio = shown.promise.then(() => openAppStudio(dataFolder, places))
  const show = (): void => {
    window = openWindow({ dataFolder, preload: places.preload, log, onShown: shown.resolve })
    window.browser.on('closed', () => (window = undefined))
  }

  setMenu({ isPackaged: app.isPackaged })
  guardSession(session.defaultSession)
  serveRenderer(session.defaultSession, places.rendererFolder)
  openIpcHost({ studio, window: () => window?.browser, isOwnAddress })
  studio.then(
    (open) => followStudio(open).catch((error: unknown) => log(String(error))),
    (error: unknown) => giveUp(error),
  )
  show()

  app.on('second-instance', () => {
    if (!window) return show()
    if (window.browser.isMinimized()) window.browser.restore()
    window.browser.focus()
  })
  app.on('activate', () => {
    if (!window) show()
  })
  app.on('window-all-closed', () => {
    // On macOS an app stays when its window is closed, and so does what it is sending.
    if (process.platform !== 'darwin') app.quit()
  })
  const mayQuit = createQuitOrder({
    closeWindow: async () => (await window?.close()) ?? true,
    closeStudio: () => close(studio),
    quit: () => app.quit(),
  })
  app.on('before-quit', (event) => {
    if (!mayQuit()) event.preventDefault()
  })
}

/** Gives the engine time to hand over what is in flight. */
const close = async (studio: Promise<Studio>): Promise<void> => {
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, mostClosingMs))
  const closing = studio.then((open) => open.close())
  await Promise.race([closing, timeout]).catch((error: unknown) =>
    log(`Closing failed: ${String(error)}`),
  )
}

/** Says in a dialog why the app cannot run, and ends. */
const giveUp = (error: unknown): void => {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const text = error instanceof ApiError ? error.message : 'Something went wrong at the start.'
  dialog.showErrorBox('Sendwright cannot start', text)
  app.exit(1)
}
