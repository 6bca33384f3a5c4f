import { resolve } from 'node:path'
import { forkEngine } from '../host/fork-engine'
import { createLauncher } from '../host/launch-engine'
import { stderrLog as log } from '../host/stderr-log'
import { openWebHost } from '../host/web'
import { openSecretStore } from '../secrets/open-secret-store'
import { openStudio } from '../studio'
import { defaultDataFolder } from './data-folder'
import { announce, untilAskedToEnd } from './ending'
import type { Places } from './places'

/** Runs the app in a browser until it is asked to end. */
export const serve = async (
  command: { readonly data: string | undefined; readonly port: number },
  places: Places,
): Promise<void> => {
  const ended = untilAskedToEnd()
  const dataFolder = resolve(command.data ?? defaultDataFolder())
  const studio = await openStudio({
    dataFolder,
    version: places.version,
    host: 'browser',
    secrets: await openSecretStore({ log }),
    launchEngine: createLauncher({
      spawn: () => forkEngine(places.engineEntry),
      vendorUrls: {},
      log,
    }),
    log,
  })
  try {
    const { rendererFolder } = places
    const host = await openWebHost({ studio, rendererFolder, port: command.port, log })
    announce({ url: host.url() })
    await ended
    await host.close()
  } finally {
    await studio.close()
  }
}
