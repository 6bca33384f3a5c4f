import { createHash, timingSafeEqual } from 'node:crypto'
import { apiError } from '@contract/errors'

/** Whether two secrets are equal, in a time that tells nothing of where they differ. */
export const isSameSecret = (a: string, b: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/**
 * Refuses a request whose `Host` is not this computer: a page on the web may point a name of its own at
 * 127.0.0.1 and would otherwise reach the server through the visitor's browser (DNS rebinding).
 */
export const refuseForeignHost = (host: string | null): void => {
  const name = host?.replace(/:\d+$/, '').toLowerCase()
  if (name !== '127.0.0.1' && name !== 'localhost' && name !== '[::1]')
    throw apiError('general_access_forbidden')
}

/** Who may call: the one project of this server and its key. */
export interface Access {
  readonly project: string
  readonly key: string
}

/** Refuses a link that names another project. */
export const refuseOtherProject = (url: URL, access: Access): void => {
  const project = url.searchParams.get('project')
  if (project !== null && project !== access.project) throw apiError('project_not_found')
}

/** Refuses a wrong or missing project, then a wrong or missing key. */
export const refuseStrangers = (request: Request, url: URL, access: Access): void => {
  const project = request.headers.get('x-appwrite-project') ?? url.searchParams.get('project')
  if (project !== access.project) throw apiError('project_not_found')
  const key = request.headers.get('x-appwrite-key')
  if (key === null || !isSameSecret(key, access.key)) throw apiError('general_unauthorized_scope')
}
