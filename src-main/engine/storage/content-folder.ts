import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Random } from '../../store/identity'

/** Bytes that have come in completely and wait to be kept. */
export interface Piece {
  /** The name they will have. */
  readonly content: string
  /** Bytes that came, also beyond the limit. */
  readonly size: number
  /** MD5, hex. */
  readonly signature: string
  /** The first bytes, which tell the type. */
  readonly head: Buffer
}

/** A part of a file: both ends included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Where the bytes of files lie. */
export interface ContentFolder {
  /** Writes a stream; what is beyond the limit is read and dropped, so that its sender gets an answer. */
  receive(bytes: Readable, limitBytes: number): Promise<Piece>
  /** Writes kept contents one after the other. */
  join(contents: readonly string[]): Promise<Piece>
  /** From now on it is there, whole, under its name. */
  keep(piece: Piece): void
  /** Lets go of a piece that was not kept. */
  drop(piece: Piece): Promise<void>
  open(content: string, range?: ByteRange): Readable
  read(content: string): Promise<Buffer>
  remove(content: string): Promise<void>
}

const headSize = 4096

/** The folder of one workspace, made when it is needed; what never came in completely before is cleared away. */
export const openContentFolder = (folder: string, random: Random): ContentFolder => {
  const incoming = join(folder, 'incoming')
  rmSync(incoming, { recursive: true, force: true })

  const write = async (bytes: Readable, limitBytes: number): Promise<Piece> => {
    const content = random(16).toString('hex')
    const hash = createHash('md5')
    let size = 0
    let head = Buffer.alloc(0)
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length
        if (size > limitBytes) return done()
        hash.update(chunk)
        if (head.length < headSize) head = Buffer.concat([head, chunk.subarray(0, headSize)])
        done(null, chunk)
      },
    })
    const path = join(incoming, content)
    mkdirSync(incoming, { recursive: true, mode: 0o700 })
    try {
      // Flushed, so that a row never names bytes that a power cut could take back.
      await pipeline(bytes, meter, createWriteStream(path, { flush: true, mode: 0o600 }))
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    return { content, size, signature: hash.digest('hex'), head }
  }
  const open = (content: string, range?: ByteRange): Readable =>
    createReadStream(join(folder, content), { ...range })

  return {
    receive: write,
    join: (contents) => write(Readable.from(concatenate(contents, open)), Infinity),
    keep: ({ content }) => renameSync(join(incoming, content), join(folder, content)),
    drop: ({ content }) => rm(join(incoming, content), { force: true }),
    open,
    read: (content) => readFile(join(folder, content)),
    remove: (content) => rm(join(folder, content), { force: true }),
  }
}

async function* concatenate(
  contents: readonly string[],
  open: (content: string) => Readable,
): AsyncGenerator<Buffer> {
  for (const content of contents) yield* open(content)
}
