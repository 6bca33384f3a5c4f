import { readFile, realpath } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** A file of the renderer, ready to be sent. */
export interface Asset {
  readonly body: Buffer<ArrayBuffer>
  readonly contentType: string
  readonly cacheControl: string
}

/**
 * The file of the renderer under a URL's path. Undefined when there is none, when its type is not in the
 * fixed table, or when it would lie outside `folder`, links included. A path without an extension is a
 * view's address and answers the page.
 */
export const readAsset = async (folder: string, pathname: string): Promise<Asset | undefined> => {
  const path = assetPath(folder, pathname)
  const contentType = path && mimeTypes[extname(path).toLowerCase()]
  if (!path || !contentType) return undefined
  try {
    if (!isInside(await realpath(folder), await realpath(path))) return undefined
    return { body: await readFile(path), contentType, cacheControl: cacheControl(pathname) }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** Where a URL's path lies below `folder`; undefined when it is not a plain path inside it. */
const assetPath = (folder: string, pathname: string): string | undefined => {
  const decoded = decode(pathname)
  // Backslashes, colons and NUL mean something to a file system and nothing to our build.

  if (decoded === undefined || /[\\:\u0000]/.test(decoded)) return undefined
  if (decoded.split('/').includes('..')) return undefined
  const relative = extname(decoded) === '' ? 'index.html' : decoded
  const path = resolve(join(folder, relative))
  return isInside(resolve(folder), path) ? path : undefined
}

/** Vite puts a hash into the names below `assets/`; everything else is asked for anew. */
const cacheControl = (pathname: string): string =>
  /^\/assets\/[^/]+-[\w-]{8}\.\w+$/.test(pathname)
    ? 'private, max-age=31536000, immutable'
    : 'no-cache'

const isInside = (folder: string, path: string): boolean => path.startsWith(folder + sep)

const decode = (pathname: string): string | undefined => {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(error.code))
