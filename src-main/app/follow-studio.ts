import { nativeTheme, powerMonitor, powerSaveBlocker } from 'electron'
import { appState } from '@contract/settings'
import type { Studio } from '../studio'
import { createSendingWatch } from './sending-now'

/** Lets the system follow what happens in the studio: the theme of menus and buttons, staying awake while sending, and waking up. */
export const followStudio = async (studio: Studio): Promise<void> => {
  let blocker: number | undefined
  const watchSending = createSendingWatch((isSending) => {
    if (isSending) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== undefined) powerSaveBlocker.stop(blocker)
  })
  studio.on((event) => {
    watchSending(event)
    if (event.name === 'resource.changed' && event.payload.resource === 'settings')
      void followTheme(studio)
  })
  powerMonitor.on('resume', studio.wake)
  await followTheme(studio)
}

const followTheme = async (studio: Studio): Promise<void> => {
  const reply = await studio.call('getAppState', {})
  if (reply.ok) nativeTheme.themeSource = appState.parse(reply.value).settings.theme
}
