import { dialog, type BrowserWindow } from 'electron'
import { createUnloadPolicy, savingMs } from './unload-policy'

/** Longer than a page takes to save what is written in it. */
const mostUnloadingMs = 5_000

/**
 * Electron keeps a window open without a word while its page says that something is not saved. This lets the
 * page save first, then asks the person. Answers how to close the window: true when it is gone, false when
 * it is kept; a page that does not answer is taken away.
 */
export const guardUnload = (window: BrowserWindow): (() => Promise<boolean>) => {
  const decide = createUnloadPolicy(() => performance.now())
  // Said before the page is asked; without it the page is to be loaded anew.
  let isClosing = false
  let onKept = (): void => {}
  const leave = (): void => {
    if (window.isDestroyed()) return
    if (isClosing) window.close()
    else window.webContents.reload()
  }

  window.on('close', () => (isClosing = true))
  window.webContents.on('will-prevent-unload', (event) => {
    if (decide() === 'try-again') {
      setTimeout(leave, savingMs)
    } else if (wantsToLeave(window, isClosing)) {
      // Prevents the page from preventing it.
      event.preventDefault()
    } else {
      isClosing = false
      onKept()
    }
  })

  return () =>
    new Promise((resolve) => {
      if (window.isDestroyed()) return resolve(true)
      const timer = setTimeout(() => window.destroy(), mostUnloadingMs)
      const settle = (isGone: boolean) => (): void => {
        clearTimeout(timer)
        resolve(isGone)
      }
      onKept = settle(false)
      window.once('closed', settle(true))
      window.close()
    })
}

const wantsToLeave = (window: BrowserWindow, isClosing: boolean): boolean =>
  dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Something in this window is not saved.',
    detail: isClosing
      ? 'It will be lost when you close the window now.'
      : 'It will be lost when the window is loaded anew now.',
    buttons: [isClosing ? 'Close and lose it' : 'Load and lose it', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }) === 0
