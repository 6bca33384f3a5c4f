import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Query, Storage } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'

let server: LocalServer
let storage: Storage

beforeAll(async () => {
  server = await startLocalServer()
  storage = new Storage(server.client)
  await storage.createBucket({ bucketId: 'papers', name: 'Papers' })
})
afterAll(() => server.close())

/** A picture of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')
const upload = (fileId: string, bytes: Buffer, name: string, bucketId = 'papers') =>
  storage.createFile({ bucketId, fileId, file: InputFile.fromBuffer(bytes, name) })
const contents = () =>
  readdirSync(join(server.dataFolder, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
const keyed = () => ({ 'x-appwrite-project': server.project, 'x-appwrite-key': server.key })

describe('buckets through the official SDK', () => {
  it('are created with what holds where nothing is said', async () => {
    await expect(storage.getBucket({ bucketId: 'papers' })).resolves.toMatchObject({
      $id: 'papers',
      name: 'Papers',
      enabled: true,
      maximumFileSize: 30_000_000,
      allowedFileExtensions: [],
    })
  })

  it('are changed, and keep what an update leaves out', async () => {
    await storage.createBucket({ bucketId: 'b', name: 'B', maximumFileSize: 10 })

    const updated = await storage.updateBucket({
      bucketId: 'b',
      name: 'Bee',
      allowedFileExtensions: ['.PNG', 'jpg'],
    })

    expect(updated).toMatchObject({
      name: 'Bee',
      maximumFileSize: 10,
      allowedFileExtensions: ['png', 'jpg'],
    })
  })

  it('are listed with queries and search', async () => {
    const some = await storage.listBuckets({ queries: [Query.equal('name', 'Papers')] })
    const found = await storage.listBuckets({ search: 'bee' })

    expect(some.buckets.map(({ $id }) => $id)).toEqual(['papers'])
    expect(found.buckets.map(({ $id }) => $id)).toEqual(['b'])
  })

  it('answer the documented errors', async () => {
    await expect(
      Promise.all([
        failure(storage.createBucket({ bucketId: 'papers', name: 'Twice' })),
        failure(storage.createBucket({ bucketId: '_', name: 'Bad id' })),
        failure(storage.createBucket({ bucketId: 'x', name: '' })),
        failure(storage.createBucket({ bucketId: 'x', name: 'X', maximumFileSize: 0 })),
        failure(storage.getBucket({ bucketId: 'missing' })),
        failure(storage.updateBucket({ bucketId: 'missing', name: 'X' })),
        failure(storage.deleteBucket({ bucketId: 'missing' })),
        failure(storage.listFiles({ bucketId: 'missing' })),
        failure(upload('x', png, 'x.png', 'missing')),
      ]),
    ).resolves.toEqual([
      { code: 409, type: 'storage_bucket_already_exists' },
      { code: 400, type: 'general_argument_invalid' },
      { code: 400, type: 'general_argument_invalid' },
      { code: 400, type: 'general_argument_invalid' },
      { code: 404, type: 'storage_bucket_not_found' },
      { code: 404, type: 'storage_bucket_not_found' },
      { code: 404, type: 'storage_bucket_not_found' },
      { code: 404, type: 'storage_bucket_not_found' },
      { code: 404, type: 'storage_bucket_not_found' },
    ])
  })
})

describe('files through the official SDK', () => {
  it('come back as they were sent', async () => {
    const file = await upload('pixel', png, 'Pixel ü.png')

    expect(file).toMatchObject({
      $id: 'pixel',
      bucketId: 'papers',
      name: 'Pixel ü.png',
      mimeType: 'image/png',
      signature: md5(png),
      sizeOriginal: png.length,
      chunksTotal: 1,
      chunksUploaded: 1,
    })
    await expect(storage.getFile({ bucketId: 'papers', fileId: 'pixel' })).resolves.toEqual(file)
    const bytes = await storage.getFileDownload({ bucketId: 'papers', fileId: 'pixel' })
    expect(Buffer.from(bytes).equals(png)).toBe(true)
  })

  it('come in pieces, several at a time', async () => {
    const bytes = randomBytes(23 * 1024 * 1024 + 17)

    const file = await upload('unique()', bytes, 'big.bin')
    const { $id: fileId } = file

    expect(file).toMatchObject({
      sizeOriginal: bytes.length,
      signature: md5(bytes),
      mimeType: 'application/octet-stream',
      chunksTotal: 5,
      chunksUploaded: 5,
    })
    const downloaded = await storage.getFileDownload({ bucketId: 'papers', fileId })
    expect(md5(new Uint8Array(downloaded))).toBe(md5(bytes))
    expect(contents()).toHaveLength(2)
  })

  it('are not there before their last piece is', async () => {
    const size = 5 * 1024 * 1024
    const bytes = randomBytes(2 * size)
    const send = (start: number) =>
      sendPiece(bytes.subarray(start, start + size), {
        'content-range': `bytes ${start}-${start + size - 1}/${bytes.length}`,
        'x-appwrite-id': 'halves',
      })

    const first = await send(size)
    const meanwhile = await failure(
      storage.getFileDownload({ bucketId: 'papers', fileId: 'halves' }),
    )
    const again = await send(size)
    const last = await send(0)

    expect(first).toMatchObject({ $id: 'halves', chunksTotal: 2, chunksUploaded: 1 })
    expect(meanwhile).toEqual({ code: 404, type: 'storage_file_not_found' })
    expect(again).toMatchObject({ chunksUploaded: 1 })
    expect(last).toMatchObject({ chunksUploaded: 2, signature: md5(bytes) })
    await storage.deleteFile({ bucketId: 'papers', fileId: 'halves' })
  })

  it('refuse pieces that do not fit', async () => {
    const piece = Buffer.alloc(8)
    const types = []
    const misfits: Record<string, string>[] = [
      { 'content-range': 'bytes 0-8/100' },
      { 'content-range': 'bytes 8-0/100' },
      { 'content-range': 'bytes 0-7/7' },
      { 'content-range': 'nonsense' },
      { 'content-range': 'bytes 0-7/100', 'x-appwrite-id': '../../etc' },
      { 'content-range': 'bytes 3-10/100', 'x-appwrite-id': 'misfit' },
    ]
    for (const headers of misfits) types.push((await sendPiece(piece, headers)).type)
    await sendPiece(piece, { 'content-range': 'bytes 0-7/20', 'x-appwrite-id': 'fit' })
    for (const range of ['bytes 8-15/24', 'bytes 4-11/20'])
      types.push((await sendPiece(piece, { 'content-range': range, 'x-appwrite-id': 'fit' })).type)
    await storage.deleteFile({ bucketId: 'papers', fileId: 'fit' })

    const range = 'storage_invalid_content_range'
    expect(types).toEqual([
      ...[range, range, range, range, 'storage_invalid_appwrite_id'],
      ...[range, range, range],
    ])
  })

  it('are listed with queries, cursors and search', async () => {
    await storage.createBucket({ bucketId: 'other', name: 'Other' })
    await upload('pixel', png, 'same id.png', 'other')
    await upload('note', Buffer.from('Hello'), 'note.txt')

    const texts = await storage.listFiles({
      bucketId: 'papers',
      queries: [Query.equal('mimeType', 'text/plain')],
    })
    const beyond = await storage.listFiles({
      bucketId: 'papers',
      queries: [Query.cursorAfter('pixel'), Query.orderAsc('$createdAt'), Query.limit(1)],
    })
    const found = await storage.listFiles({ bucketId: 'other', search: 'same' })

    expect(texts.files.map(({ $id }) => $id)).toEqual(['note'])
    expect(beyond.files.map(({ name }) => name)).toEqual(['big.bin'])
    expect(beyond.total).toBe(3)
    expect(found.files.map(({ name }) => name)).toEqual(['same id.png'])
  })

  it('are no pictures because their name says so', async () => {
    const file = await upload('fake', Buffer.from('<script>alert(1)</script>'), 'fake.png')

    expect(file.mimeType).toBe('text/plain')
  })

  it('keep the limits of their bucket, and leave nothing behind', async () => {
    const before = contents()
    await storage.createBucket({
      bucketId: 'tight',
      name: 'Tight',
      maximumFileSize: 100,
      allowedFileExtensions: ['png'],
    })

    const refused = [
      await failure(upload('a', png, 'a.pdf', 'tight')),
      await failure(upload('a', Buffer.alloc(101), 'a.png', 'tight')),
      await failure(upload('a', Buffer.alloc(12 * 1024 * 1024), 'a.png', 'tight')),
      await failure(upload('a', Buffer.alloc(0), 'a.png', 'tight')),
      await failure(upload('_', png, 'a.png')),
      await failure(upload('pixel', png, 'a.png')),
    ]

    expect(refused).toEqual([
      { code: 400, type: 'storage_file_type_unsupported' },
      { code: 400, type: 'storage_invalid_file_size' },
      { code: 400, type: 'storage_invalid_file_size' },
      { code: 400, type: 'storage_file_empty' },
      { code: 400, type: 'general_argument_invalid' },
      { code: 409, type: 'storage_file_already_exists' },
    ])
    expect(contents().toSorted()).toEqual(before.toSorted())
  })

  it('refuse a form that is none, and one without a file', async () => {
    const path = '/storage/buckets/papers/files'
    const send = async (body: string | FormData, headers: Record<string, string> = {}) => {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { ...keyed(), ...headers },
        body,
      })
      return [response.status, ((await response.json()) as { type: string }).type]
    }
    const empty = new FormData()
    empty.append('fileId', 'x')
    const type = 'multipart/form-data'

    expect([
      await send(empty),
      await send('{}', { 'content-type': 'application/json' }),
      await send('x', { 'content-type': type }),
      await send('x', { 'content-type': `${type}; boundary=b` }),
      await send(
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf a fi',
        { 'content-type': `${type}; boundary=b` },
      ),
    ]).toEqual([
      [400, 'general_argument_invalid'],
      [400, 'general_body_invalid'],
      [400, 'general_body_invalid'],
      [400, 'general_body_invalid'],
      [400, 'general_body_invalid'],
    ])
  })

  it('refuse whoever has no key before they have sent everything', async () => {
    const form = new FormData()
    form.append('file', new Blob([Buffer.alloc(20 * 1024 * 1024)]), 'big.bin')
    const response = await fetch(`${server.url}/storage/buckets/papers/files`, {
      method: 'POST',
      headers: { 'x-appwrite-project': server.project },
      body: form,
    })

    expect(response.status).toBe(401)
    expect((await storage.getBucket({ bucketId: 'papers' })).name).toBe('Papers')
  })

  it('are shown in place, and downloaded under their name', async () => {
    const get = (fileId: string, what: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/storage/buckets/papers/files/${fileId}/${what}`, {
        headers: { ...keyed(), ...headers },
      })

    const view = await get('pixel', 'view')
    const download = await get('pixel', 'download')
    await upload('page', Buffer.from('<script>alert(1)</script>'), 'page.html')
    const page = await get('page', 'view')

    expect(view.headers.get('content-type')).toBe('image/png')
    expect(view.headers.get('content-disposition')).toBe(
      `inline; filename="Pixel _.png"; filename*=UTF-8''Pixel%20%C3%BC.png`,
    )
    expect(view.headers.get('content-length')).toBe(String(png.length))
    expect(view.headers.get('x-content-type-options')).toBe('nosniff')
    expect(download.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(Buffer.from(await view.arrayBuffer()).equals(png)).toBe(true)
    expect(page.headers.get('content-type')).toBe('text/plain')
    await download.arrayBuffer()
    await page.arrayBuffer()
  })

  it.each([
    ['bytes=0-3', 206, 'bytes 0-3/5', 'Hell'],
    ['bytes=3-', 206, 'bytes 3-4/5', 'lo'],
    ['bytes=-2', 206, 'bytes 3-4/5', 'lo'],
    ['bytes=1-99', 206, 'bytes 1-4/5', 'ello'],
    ['bytes=0-1,3-4', 200, null, 'Hello'],
    ['lines=1-2', 200, null, 'Hello'],
  ])('answer the range %s', async (range, status, contentRange, text) => {
    const response = await fetch(`${server.url}/storage/buckets/papers/files/note/download`, {
      headers: { ...keyed(), range },
    })

    expect(response.status).toBe(status)
    expect(response.headers.get('content-range')).toBe(contentRange)
    expect(await response.text()).toBe(text)
  })

  it('refuse a range that they do not have', async () => {
    const response = await fetch(`${server.url}/storage/buckets/papers/files/note/view`, {
      headers: { ...keyed(), range: 'bytes=5-9' },
    })

    expect(response.status).toBe(416)
    await expect(response.json()).resolves.toMatchObject({ type: 'storage_invalid_range' })
  })

  it('go with their bytes, and with their bucket', async () => {
    await storage.deleteFile({ bucketId: 'papers', fileId: 'pixel' })
    await storage.deleteBucket({ bucketId: 'other' })
    await storage.deleteBucket({ bucketId: 'papers' })

    expect(contents()).toEqual([])
    await expect(failure(storage.getFile({ bucketId: 'papers', fileId: 'x' }))).resolves.toEqual({
      code: 404,
      type: 'storage_bucket_not_found',
    })
  })
})

describe('files over the bridge', () => {
  it('are carried as base64', async () => {
    const call = (name: string, input: unknown) => server.engine.call(name, input)
    await call('createBucket', { bucketId: 'small', name: 'Small' })
    const content = { name: 'dot.png', mimeType: 'image/png', base64: png.toString('base64') }

    await call('createFile', { bucketId: 'small', fileId: 'dot', file: content })

    await expect(call('getFileView', { bucketId: 'small', fileId: 'dot' })).resolves.toEqual(
      content,
    )
    await expect(
      call('getFileDownload', { bucketId: 'small', fileId: 'no' }),
    ).rejects.toMatchObject({ type: 'storage_file_not_found' })
  })
})

/** One piece as a client of its own would send it. */
const sendPiece = async (bytes: Uint8Array, headers: Record<string, string>) => {
  const form = new FormData()
  // The file before the fields: their order must not matter.
  form.append('file', new Blob([new Uint8Array(bytes)]), 'piece.bin')
  form.append('fileId', 'unique()')
  const response = await fetch(`${server.url}/storage/buckets/papers/files`, {
    method: 'POST',
    headers: { ...keyed(), ...headers },
    body: form,
  })
  return (await response.json()) as Record<string, unknown>
}
