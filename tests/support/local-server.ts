import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '@main/engine/caller'
import { openEngine, type Engine } from '@main/engine/engine'
import type { FileTransfer } from '@main/engine/storage/transfer'
import { listen } from '@main/server/listen'
import { Client } from 'node-appwrite'
import { expect } from 'vitest'
import { checkReply } from './check-reply'

/** An engine behind its REST server on a temporary folder, with an official SDK client pointed at it. */
export interface LocalServer {
  readonly engine: Engine
  readonly client: Client
  /** `http://127.0.0.1:PORT/v1`. */
  readonly url: string
  readonly project: string
  readonly dataFolder: string
  readonly key: string
  /** Ends both and removes the folder; fails when a reply did not keep the contract. */
  close(): Promise<void>
}

/** What a test may set. */
export interface LocalServerOptions {
  /** Keeps every message inside. */
  readonly sandbox?: boolean
  readonly clock?: () => number
  /** Kind → origin that replaces the vendor's own. */
  readonly vendorUrls?: Readonly<Record<string, string>>
}

/** Starts an engine and its REST server. */
export const startLocalServer = async ({
  sandbox = false,
  vendorUrls = {},
  clock = Date.now,
}: LocalServerOptions = {}): Promise<LocalServer> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'sendwright-'))
  const access = { project: 'demo', key: 'standard_test_key' }
  const log = (line: string) => process.stderr.write(`${line}\n`)
  const engine = await openEngine({
    dataFolder,
    vaultKey: new Uint8Array(32).fill(7),
    sandbox,
    ...{ vendorUrls, clock },
    emit: () => undefined,
    log,
  })
  const problems: string[] = []
  const call = async (name: string, input: unknown, caller: Caller) => {
    const reply = await engine.call(name, input, caller)
    problems.push(...checkReply(name, input, reply))
    return reply
  }
  const files: FileTransfer = {
    ...engine.files,
    upload: async (bucketId, read) => {
      const file = await engine.files.upload(bucketId, read)
      problems.push(...checkReply('createFile', { bucketId }, file))
      return file
    },
  }
  const server = await listen({ ...access, port: 0, log, call, files })
  const client = new Client().setEndpoint(server.url).setProject(access.project).setKey(access.key)
  return {
    ...access,
    engine,
    client,
    url: server.url,
    dataFolder,
    close: async () => {
      await server.close()
      await engine.close()
      await rm(dataFolder, { recursive: true, force: true })
      expect(problems).toEqual([])
    },
  }
}
