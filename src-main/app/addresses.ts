/** The scheme and the host that the window's page is served under. */
export const appScheme = 'app'
const appHost = 'sendwright'

/** The window's page. */
export const appPage = `${appScheme}://${appHost}/`

/** What the window shows when its page keeps crashing. */
export const crashedPath = '/crashed'

/** Whether an address belongs to our own page. */
export const isOwnAddress = (address: string): boolean => {
  const url = URL.parse(address)
  return url !== null && url.protocol === `${appScheme}:` && url.host === appHost
}

/** Whether a frame may go to an address: our own, or a mail's preview, which comes from its `srcdoc`. */
export const mayNavigate = (address: string, { isMainFrame }: { isMainFrame: boolean }): boolean =>
  isOwnAddress(address) || (!isMainFrame && address === 'about:srcdoc')

/** Whether the page may load something: what main needs from the network it fetches itself. */
export const mayLoad = (address: string): boolean =>
  isOwnAddress(address) || /^(data|blob|about|devtools):/.test(address)

/** An address that a person may open outside of the app. */
export interface ExternalAddress {
  readonly href: string
  /** What to show before it is opened: the host, or who a mail would go to. */
  readonly goal: string
}

/** Reads an address for the system's browser or mail program; undefined for every other scheme. */
export const readExternal = (address: string): ExternalAddress | undefined => {
  const url = URL.parse(address)
  if (!url) return undefined
  const { href, protocol, host, pathname } = url
  if (protocol === 'mailto:') return { href, goal: decodeURIComponentSafely(pathname) }
  if ((protocol === 'http:' || protocol === 'https:') && host !== '') return { href, goal: host }
  return undefined
}

const decodeURIComponentSafely = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
