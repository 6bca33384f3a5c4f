import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { openEngine, type Engine } from '@main/engine/engine'
import { theApp } from '@main/engine/caller'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../support/temporary-folder'

const open = (dataFolder: string): Engine => {
  const engine = openEngine({
    dataFolder,
    vaultKey: new Uint8Array(32).fill(3),
    sandbox: true,
    vendorUrls: {},
    emit: () => undefined,
    log: () => undefined,
  })
  onTestFinished(() => engine.close())
  return engine
}
const contents = (folder: string) =>
  readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
const upload = (engine: Engine, bytes: Readable, fileId = 'f') =>
  engine.files.upload('b', async (save) => ({ fileId, name: 'f.bin', piece: await save(bytes) }))

describe('the storage of a workspace', () => {
  it('has its files after a restart, and nothing of what came in only in part', async () => {
    const folder = temporaryFolder()
    const engine = open(folder)
    await engine.call('createBucket', { bucketId: 'b', name: 'B' })
    await upload(engine, Readable.from([Buffer.from('whole')]))
    await engine.close()
    writeFileSync(join(folder, 'files', 'incoming', 'half'), 'half')

    const again = open(folder)

    expect(contents(folder)).toHaveLength(1)
    const { open: read } = again.files.find(
      'getFileDownload',
      { bucketId: 'b', fileId: 'f' },
      theApp,
    )
    expect(Buffer.concat(await read().toArray()).toString()).toBe('whole')
  })

  it('keeps nothing of an upload that breaks off', async () => {
    const folder = temporaryFolder()
    const engine = open(folder)
    await engine.call('createBucket', { bucketId: 'b', name: 'B' })
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half')
        throw new Error('gone')
      })(),
    )

    await expect(upload(engine, broken)).rejects.toThrow('gone')

    expect(contents(folder)).toEqual([])
    await expect(engine.call('listFiles', { bucketId: 'b' })).resolves.toMatchObject({ total: 0 })
  })

  it('takes no file into a bucket that was deleted meanwhile', async () => {
    const folder = temporaryFolder()
    const engine = open(folder)
    await engine.call('createBucket', { bucketId: 'b', name: 'B' })
    const slow = Readable.from(
      (async function* () {
        yield Buffer.from('first')
        await engine.call('deleteBucket', { bucketId: 'b' })
        yield Buffer.from('second')
      })(),
    )

    await expect(upload(engine, slow)).rejects.toMatchObject({ type: 'storage_bucket_not_found' })
    expect(contents(folder)).toEqual([])
  })

  it('tries again to remove what could not be removed', async () => {
    const folder = temporaryFolder()
    const engine = open(folder)
    await engine.call('createBucket', { bucketId: 'b', name: 'B' })
    await upload(engine, Readable.from([Buffer.from('whole')]))
    const [name = ''] = contents(folder)
    const path = join(folder, 'files', name)
    // A folder in its place cannot be removed the way a file is.
    rmSync(path)
    mkdirSync(path)
    await engine.call('deleteFile', { bucketId: 'b', fileId: 'f' })
    await engine.close()
    rmSync(path, { recursive: true })
    writeFileSync(path, 'whole')

    open(folder)

    await expect.poll(() => existsSync(path)).toBe(false)
  })

  it('holds far less in memory than a file has', async () => {
    const engine = open(temporaryFolder())
    await engine.call('createBucket', { bucketId: 'b', name: 'B', maximumFileSize: 1e9 })
    const megabyte = 1024 * 1024
    let peak = 0
    const large = Readable.from(
      (function* () {
        for (let count = 0; count < 200; count++) {
          peak = Math.max(peak, process.memoryUsage().arrayBuffers)
          yield Buffer.alloc(megabyte, count)
        }
      })(),
    )
    const before = process.memoryUsage().arrayBuffers

    const file = await upload(engine, large)

    expect(file.sizeOriginal).toBe(200 * megabyte)
    expect(peak - before).toBeLessThan(100 * megabyte)
  })
})
