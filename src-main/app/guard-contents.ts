import {
  app,
  BrowserWindow,
  dialog,
  shell,
  type Event,
  type Session,
  type WebContents,
} from 'electron'
import { isOwnAddress, mayLoad, mayNavigate, readExternal } from './addresses'

/** Keeps every page of the app where it belongs, whatever it contains. */
export const guardAllContents = (): void => {
  app.on('web-contents-created', (_, contents) => guardContents(contents))
}

const guardContents = (contents: WebContents): void => {
  contents.setWindowOpenHandler(({ url }) => {
    void offerToOpen(contents, url)
    return { action: 'deny' }
  })
  const keepHome = (details: Event<{ url: string; isMainFrame: boolean }>): void => {
    if (!mayNavigate(details.url, details)) details.preventDefault()
  }
  contents.on('will-navigate', keepHome)
  contents.on('will-frame-navigate', keepHome)
  contents.on('will-redirect', keepHome)
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Refuses every permission and every request that is not for our own files. */
export const guardSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }))
  session.on('will-download', (event, item) => {
    // What the page itself made may be saved; nothing may be fetched.
    if (!isOwnAddress(item.getURL()) && !/^(blob|data):/.test(item.getURL())) event.preventDefault()
  })
}

let isAsking = false

/** Shows where a link leads and opens it outside when the person wants that; one question at a time. */
const offerToOpen = async (contents: WebContents, address: string): Promise<void> => {
  const external = readExternal(address)
  const window = BrowserWindow.fromWebContents(contents)
  if (!external || !window || isAsking) return
  isAsking = true
  try {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: `Open ${external.goal}?`,
      detail: external.href.slice(0, 500),
      buttons: ['Open', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    })
    if (response === 0) await shell.openExternal(external.href)
  } catch (error) {
    dialog.showErrorBox('The link could not be opened', String(error))
  } finally {
    isAsking = false
  }
}
