import { connectRemote } from '@main/backends/remote/connect-remote'
import { expect, it, onTestFinished } from 'vitest'
import { apiFailure } from '../../../support/api-failure'
import { startScriptedServer } from '../../../support/scripted-server'

const mebibyte = 1024 * 1024
const stored = {
  ...{ $id: 'f', $createdAt: '', $updatedAt: '', bucketId: 'b', name: 'a.bin', signature: '' },
  ...{ mimeType: 'text/plain', sizeOriginal: 1, chunksTotal: 1, chunksUploaded: 1 },
}
const file = (bytes: number) => ({
  ...{ name: 'Fähre "1".bin', mimeType: 'text/plain' },
  base64: Buffer.alloc(bytes, 'x').toString('base64'),
})

const connect = async (answer: Parameters<typeof startScriptedServer>[0]) => {
  const { endpoint, seen } = await startScriptedServer(answer)
  const backend = connectRemote({ endpoint, project: 'demo', key: 'k' })
  onTestFinished(() => backend.close())
  return { call: backend.call, seen }
}

it('a small file goes at once, as a form', async () => {
  const { call, seen } = await connect(() => ({ status: 201, body: JSON.stringify(stored) }))

  await call('createFile', { bucketId: 'b', fileId: 'f', file: file(10) })

  expect(seen).toHaveLength(1)
  expect(seen[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  expect(seen[0]?.headers).not.toHaveProperty('content-range')
  expect(seen[0]?.body).toMatch(/name="fileId"\r\n\r\nf\r\n/)
})

it('a large file goes in the SDKs’ pieces, the later ones under the id that the first was given', async () => {
  const { call, seen } = await connect(() => ({ status: 201, body: JSON.stringify(stored) }))

  await call('createFile', { bucketId: 'b', fileId: 'unique()', file: file(11 * mebibyte) })

  const place = ({ headers }: (typeof seen)[number]) => [
    headers['content-range'],
    headers['x-appwrite-id'],
  ]
  const total = 11 * mebibyte
  expect(seen.map(place)).toEqual([
    [`bytes 0-${5 * mebibyte - 1}/${total}`, undefined],
    [`bytes ${5 * mebibyte}-${10 * mebibyte - 1}/${total}`, 'f'],
    [`bytes ${10 * mebibyte}-${total - 1}/${total}`, 'f'],
  ])
})

it.each([
  [`attachment; filename="plain.txt"`, 'plain.txt'],
  [`attachment; filename="F_hre.txt"; filename*=UTF-8''F%C3%A4hre.txt`, 'Fähre.txt'],
  [`inline; filename="a.txt"; filename*=UTF-8''%E0%A4%A`, 'a.txt'],
  ['inline', 'f'],
])('a download under %s is named %s', async (disposition, name) => {
  const headers = { 'content-disposition': disposition }
  const { call } = await connect(() => ({ type: 'text/plain', body: 'abc', headers }))

  const content = await call('getFileDownload', { bucketId: 'b', fileId: 'f' })

  expect(content).toEqual({ name, mimeType: 'text/plain', base64: 'YWJj' })
})

it('a file that is too large for the window is refused in words', async () => {
  const body = Buffer.alloc(32 * mebibyte + 1)
  const headers = { 'content-disposition': 'inline' }
  const { call } = await connect(() => ({ type: 'text/plain', body, headers }))

  const error = await apiFailure(call('getFileDownload', { bucketId: 'b', fileId: 'f' }))

  expect(error.type).toBe('storage_invalid_file_size')
})
