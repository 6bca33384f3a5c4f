const tags = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const handlers = /\son[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi

/**
 * A mail's text without event handlers. They run nowhere, but parsing one makes the browser report a
 * breach of the page's policy, even in a document that is never shown.
 */
export const withoutHandlers = (html: string): string =>
  html.replace(tags, (tag) => tag.replace(handlers, ''))

/** A mail's text as an inert document: nothing in it is fetched or run. */
export const parseMail = (html: string): Document =>
  new DOMParser().parseFromString(withoutHandlers(html), 'text/html')
