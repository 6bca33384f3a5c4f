import { ipcMain, type BrowserWindow } from 'electron'
import { apiError } from '@contract/errors'
import type { BridgeEvent } from '@contract/events'
import type { BridgeReply } from '@contract/index'
import { isTrustedSender } from './trusted-sender'
import type { Bridged } from './web'

/** What Electron's bridge stands on. */
export interface IpcHostOptions {
  /** Calls wait for it: the window opens first. */
  readonly studio: Promise<Bridged>
  /** The window that may call and that hears events; undefined while there is none. */
  readonly window: () => BrowserWindow | undefined
  readonly isOwnAddress: (url: string) => boolean
}

/** Carries the two channels of the bridge over Electron's messages. */
export const openIpcHost = ({ studio, window, isOwnAddress }: IpcHostOptions): void => {
  ipcMain.handle('bridge:call', async (event, name: unknown, input: unknown) => {
    const isOurWindow = event.sender === window()?.webContents
    if (!isTrustedSender(event.senderFrame, { isOurWindow, isOwnAddress })) {
      const error = apiError('general_access_forbidden').toBody()
      return { ok: false, error } satisfies BridgeReply
    }
    return await (await studio).call(String(name), input)
  })
  const hear = (event: BridgeEvent): void => {
    const contents = window()?.webContents
    if (contents && !contents.isDestroyed()) contents.send('bridge:event', event)
  }
  // Whoever opens the studio says what happens when it does not open.
  studio.then(({ on }) => on(hear)).catch(() => {})
}
