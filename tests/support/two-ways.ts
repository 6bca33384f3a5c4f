import { connectRemote } from '@main/backends/remote/connect-remote'
import { onTestFinished } from 'vitest'
import { startLocalServer, type LocalServer, type LocalServerOptions } from './local-server'

/** The two ways to the same engine: straight, and through the proxy and the REST server. */
export const ways = ['local', 'remote'] as const

/** An engine, and how a row of it is called one of the two ways. */
export interface OpenWay {
  readonly server: LocalServer
  readonly call: (name: string, input?: unknown) => Promise<unknown>
}

/** Starts an engine that ends with the running test. */
export const openWay = async (
  way: (typeof ways)[number],
  options: LocalServerOptions,
): Promise<OpenWay> => {
  const server = await startLocalServer(options)
  onTestFinished(() => server.close())
  if (way === 'local')
    return { server, call: (name, input) => server.engine.call(name, input ?? {}) }
  const { url: endpoint, project, key } = server
  const backend = connectRemote({ endpoint, project, key })
  onTestFinished(() => backend.close())
  return { server, call: (name, input) => backend.call(name, input ?? {}) }
}
