import { openEngine, type Engine } from '@main/engine/engine'
import { newVaultKey } from '@main/secrets/vault-key'
import { listen } from '@main/server/listen'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder'

/** A project on a server that speaks Appwrite's API, with a server that can go away and come back. */
export interface RemoteProject {
  /** What a colleague does there. */
  readonly engine: Engine
  readonly address: { readonly endpoint: string; readonly project: string; readonly key: string }
  goAway(): Promise<void>
  comeBack(): Promise<void>
  /** The key is not known to the server any more. */
  takeKey(): Promise<void>
}

/** Starts a project that ends with the running test. */
export const startRemoteProject = async (): Promise<RemoteProject> => {
  const project = 'shop'
  const key = 'standard_0123456789'
  const engine = openEngine({
    dataFolder: temporaryFolder(),
    vaultKey: Buffer.from(newVaultKey(), 'base64'),
    sandbox: true,
    vendorUrls: {},
    emit: () => undefined,
    log: () => undefined,
  })
  const start = (port: number, known = key) =>
    listen({
      project,
      key: known,
      port,
      log: () => undefined,
      call: engine.call,
      files: engine.files,
    })
  let server = await start(0)
  let isUp = true
  const { url } = server
  const goAway = async (): Promise<void> => {
    if (isUp) await server.close()
    isUp = false
  }
  const comeBack = async (known = key): Promise<void> => {
    server = await start(Number(new URL(url).port), known)
    isUp = true
  }
  onTestFinished(async () => {
    await goAway()
    await engine.close()
  })
  return {
    engine,
    address: { endpoint: url, project, key },
    goAway,
    comeBack: () => comeBack(),
    takeKey: async () => {
      await goAway()
      await comeBack('standard_another')
    },
  }
}
