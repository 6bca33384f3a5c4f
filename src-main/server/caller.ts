import type { Caller } from '../engine/caller'

/** Who a request is from: the server knows one key, which has no id and no name of its own. */
export const toCaller = (request: Request, ip: string, project: string): Caller => {
  const { protocol, host, hostname } = new URL(request.url)
  return {
    mode: 'default',
    userType: 'keyProject',
    userId: '',
    userName: 'API key',
    userEmail: `app.${project}@service.${hostname}`,
    ip,
    userAgent: request.headers.get('user-agent') ?? '',
    server: { url: `${protocol}//${host}/v1`, project },
  }
}
