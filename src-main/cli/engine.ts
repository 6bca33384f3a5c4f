import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openEngine } from '../engine/engine'
import { stderrLog as log } from '../host/stderr-log'
import { waitForFolder } from '../host/wait-for-folder'
import { keepYoungGenerationSmall } from '../host/young-generation'
import { openSecretStore } from '../secrets/open-secret-store'
import type { SecretStore } from '../secrets/secret-store'
import { listen } from '../server/listen'
import type { EngineCommand } from './arguments'
import { announce, untilAskedToEnd } from './ending'
import { applyFailurePause } from './failure-pause'
import { openIdentity } from './identity'
import { StartError } from './start-error'

/** Runs an engine and its REST server until it is asked to end. */
export const runEngine = async (command: EngineCommand): Promise<void> => {
  const ended = untilAskedToEnd()
  keepYoungGenerationSmall()
  const dataFolder = resolve(command.data)
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const unlock = await waitForFolder(dataFolder)
  const store = await openWantedStore(command)
  const { project, key, vaultKey } = await openIdentity({ ...command, folder: dataFolder, store })
  const engine = openEngine({
    dataFolder,
    vaultKey: Buffer.from(vaultKey, 'base64'),
    sandbox: command.sandbox,
    // There is nobody to ask, and nobody who confirms a number: no ceiling either.
    missed: { sendWithinMinutes: command.sendLateMinutes, otherwise: 'skip' },
    vendorUrls: command.vendorUrls,
    // Nobody listens: whoever uses REST asks.
    emit: () => {},
    log,
  })
  try {
    const { call, files } = engine
    if (command.failurePause !== undefined) await applyFailurePause(engine, command.failurePause)
    const server = await listen({ call, files, project, key, port: command.port, log })
    announce({ url: server.url, project, key })
    await ended
    await server.close()
  } finally {
    await engine.close()
    unlock()
  }
}

const openWantedStore = async (command: EngineCommand): Promise<SecretStore> => {
  const store = await openSecretStore({ store: command.secrets ?? 'keychain', log })
  const { label, remedy } = store.status
  if (command.secrets === 'keychain' && store.status.store !== 'keychain') {
    throw new StartError(`${label}. ${remedy ?? ''}`)
  }
  if (store.status.store === 'memory') {
    log(`${label}. Provider credentials and, unless --key is given, the API key are new each time.`)
    if (remedy !== null) log(remedy)
  }
  return store
}
