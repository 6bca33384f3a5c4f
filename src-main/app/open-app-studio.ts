import { session } from 'electron'
import type { Places } from '../cli/places'
import { createLauncher } from '../host/launch-engine'
import { stderrLog as log } from '../host/stderr-log'
import type { Studio } from '../studio'
import { forkUtility } from './fork-utility'
import { readProxy } from './system-proxy'

/** Opens the studio of a desktop app; databases and the keychain are loaded only now, after the window is shown. */
export const openAppStudio = async (dataFolder: string, places: Places): Promise<Studio> => {
  const [{ openStudio }, { openSecretStore }, { default: ElectronStore }] = await Promise.all([
    import('../studio'),
    import('../secrets/open-secret-store'),
    import('electron-store'),
  ])
  return await openStudio({
    dataFolder,
    version: places.version,
    host: 'electron',
    settingsStore: ElectronStore,
    findProxy: async (url) => readProxy(await session.defaultSession.resolveProxy(url)),
    secrets: await openSecretStore({ log }),
    launchEngine: createLauncher({
      spawn: () => forkUtility(places.engineEntry),
      vendorUrls: {},
      log,
    }),
    log,
  })
}
