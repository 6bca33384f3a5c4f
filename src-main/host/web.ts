import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BridgeEvent } from '@contract/events'
import type { BridgeReply } from '@contract/index'
import { createAdmission, isLoopbackHost, isOwnOrigin, type Admission } from './admission'
import { readAsset } from './assets'
import { answerBridgeCall } from './bridge-call'
import { createEventStreams, type EventStreams } from './event-stream'
import { closedPage } from './closed-page'
import { securityHeaders } from './security-headers'

/** What the browser host carries: the two channels of the bridge. */
export interface Bridged {
  call(name: string, input: unknown): Promise<BridgeReply>
  /** Listens until the returned function is called. */
  on(listener: (event: BridgeEvent) => void): () => void
}

/** What the browser host is started with. */
export interface WebHostOptions {
  readonly studio: Bridged
  /** The built renderer. */
  readonly rendererFolder: string
  /** 0 takes a free one. */
  readonly port: number
  readonly log: (line: string) => void
}

/** A browser host that listens. */
export interface WebHost {
  /** The link that opens it, once. */
  url(): string
  close(): Promise<void>
}

interface Site extends WebHostOptions {
  readonly admission: Admission
  readonly events: EventStreams
  port: number
}

/** Serves the renderer and the bridge on 127.0.0.1 alone. Throws when the port is taken. */
export const openWebHost = async (options: WebHostOptions): Promise<WebHost> => {
  const site: Site = { ...options, admission: createAdmission(), events: createEventStreams() }
  const server = createServer((request, response) => {
    handle(site, request, response).catch((error: unknown) => {
      options.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      if (response.headersSent) response.destroy()
      else sendText(response, 500, 'Something went wrong inside Sendwright.')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  // A TCP server's address is an object once it listens.
  site.port = (server.address() as AddressInfo).port
  const stopListening = options.studio.on((event) => site.events.send(event))
  return {
    url: () => openingLink(site),
    close: async () => {
      stopListening()
      site.events.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 1000).unref()
      })
    },
  }
}

const openingLink = ({ port, admission }: Site): string =>
  `http://127.0.0.1:${port}/?token=${admission.token()}`

const handle = async (
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  response.setHeader('cache-control', 'no-store')
  if (!isLoopbackHost(request.headers.host))
    return sendText(response, 403, 'This address does not belong to Sendwright.')
  const path = request.url ?? '/'
  const url = URL.parse(path, `http://127.0.0.1:${site.port}`)
  // Two slashes would name another host.
  if (!url || !/^\/(?!\/)/.test(path)) return sendText(response, 400, 'The address is not valid.')
  const isKnown = site.admission.isKnown(request.headers, site.port)
  if (url.pathname.startsWith('/bridge/')) {
    return await handleBridge(site, { request, response, path: url.pathname, isKnown })
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    return sendText(response, 405, 'Only GET is answered here.')
  }
  const token = url.searchParams.get('token')
  if (token !== null && url.pathname === '/')
    return redeem(site, { request, response, token, isKnown })
  if (!isKnown) return sendPage(response, 401, closedPage('no-cookie'))
  await sendAsset(site, url.pathname, response)
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly isKnown: boolean
}

const redeem = (
  site: Site,
  { request, response, token, isKnown }: Visit & { readonly token: string },
): void => {
  // A HEAD request is somebody who looks at a link, not somebody who opens it.
  const isNew = request.method === 'GET' && site.admission.redeem(token)
  if (!isNew && !isKnown) return sendPage(response, 401, closedPage('used-link'))
  if (isNew) {
    response.setHeader('set-cookie', site.admission.setCookie(site.port))
    site.log(`To open Sendwright in another browser: ${openingLink(site)}`)
  }
  response.writeHead(303, { location: '/' }).end()
}

const handleBridge = async (
  site: Site,
  { request, response, path, isKnown }: Visit & { readonly path: string },
): Promise<void> => {
  if (!isOwnOrigin(request.headers))
    return sendReply(response, 403, refusal(403, 'general_access_forbidden'))
  if (!isKnown) return sendReply(response, 401, refusal(401, 'user_unauthorized'))
  if (path === '/bridge/call' && request.method === 'POST') {
    const { status, reply } = await answerBridgeCall(request, site.studio)
    return sendReply(response, status, reply)
  }
  if (path === '/bridge/events' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    return site.events.add(response)
  }
  sendReply(response, 404, refusal(404, 'general_route_not_found'))
}

const refusal = (code: number, type: keyof typeof refusals): BridgeReply => ({
  ok: false,
  error: { code, type, message: refusals[type] },
})

const refusals = {
  general_access_forbidden: 'Only Sendwright’s own page may call this.',
  user_unauthorized: 'This browser is not known any more. Open the link that Sendwright printed.',
  general_route_not_found: 'There is no such route.',
}

const sendAsset = async (site: Site, path: string, response: ServerResponse): Promise<void> => {
  const asset = await readAsset(site.rendererFolder, path)
  if (!asset) return sendText(response, 404, 'There is no such file.')
  response.writeHead(200, {
    'content-type': asset.contentType,
    'content-length': asset.body.length,
    'cache-control': asset.cacheControl,
  })
  response.end(asset.body)
}

const sendReply = (response: ServerResponse, status: number, reply: BridgeReply): void => {
  // The rest of a body that was not read cannot be followed by another request.
  if (status !== 200) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(reply))
}

const sendPage = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}

const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
