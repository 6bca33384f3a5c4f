import { protocol, type Session } from 'electron'
import { readAsset } from '../host/assets'
import { securityHeaders } from '../host/security-headers'
import { appScheme, crashedPath, isOwnAddress } from './addresses'
import { crashedPage } from './crashed-page'

/** Makes `app:` a scheme like https; must be called before the app is ready, and once. */
export const registerAppScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the built renderer to a session's windows. */
export const serveRenderer = (session: Session, rendererFolder: string): void => {
  session.protocol.handle(appScheme, async ({ url, method }) => {
    if (!isOwnAddress(url) || method !== 'GET') return refuse(403)
    const { pathname } = new URL(url)
    if (pathname === crashedPath) return page(crashedPage)
    const asset = await readAsset(rendererFolder, pathname)
    if (!asset) return refuse(404)
    return new Response(asset.body, {
      headers: {
        ...securityHeaders,
        'content-type': asset.contentType,
        'cache-control': asset.cacheControl,
      },
    })
  })
}

const page = (html: string): Response =>
  new Response(html, {
    headers: { ...securityHeaders, 'content-type': 'text/html; charset=utf-8' },
  })

const refuse = (status: number): Response =>
  new Response(null, { status, headers: { ...securityHeaders } })
