import DOMPurify from 'dompurify'
import { parseMail, withoutHandlers } from './parse-mail'

/** Elements that have no place in a mail, or that reach out of the frame. */
const forbidden = ['link', 'meta', 'base', 'form', 'script', 'object', 'embed', 'iframe', 'frame']

/**
 * The frame has no scripts and the page's own policy already refuses every request; this one says the
 * same for hosts that set none.
 */
const policy =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; form-action 'none'"

/** Ours come first, so that the mail's own styles win. */
const baseStyle = `:root{color-scheme:light dark;background:Canvas;color:CanvasText}
[data-left-out]{display:inline-block;max-width:100%;min-width:24px;min-height:48px;padding:6px 10px;box-sizing:border-box;border-radius:4px;background:rgba(127,127,127,.16);font:12px/18px system-ui,sans-serif}`

/** Attributes that make a browser fetch something as soon as it shows the element. */
const fetching = ['src', 'srcset', 'poster', 'background', 'href', 'xlink:href'] as const
const remoteInCss = /url\(\s*(['"]?)(?!\s*data:)[^)]*\)/gi
const importInCss = /@import[^;]*;?/gi

const isData = (address: string): boolean => /^\s*data:image\//i.test(address)

/** Stands where a picture from the web would, with its description. */
const placeholderFor = (image: Element): Element => {
  const stand = image.ownerDocument.createElement('span')
  stand.setAttribute('data-left-out', '')
  stand.textContent = image.getAttribute('alt') ?? ''
  const width = Number(image.getAttribute('width'))
  if (width > 0) stand.style.width = `${width}px`
  return stand
}

/** Takes out whatever a request would be made for; links stay, they act on a click alone. */
const dropRemote = (root: Element): void => {
  for (const element of root.querySelectorAll('*')) {
    if (element.localName === 'a' || element.localName === 'area') continue
    for (const name of fetching) {
      const value = element.getAttribute(name)
      if (value === null || isData(value) || value.startsWith('#')) continue
      element.removeAttribute(name)
      if (element.localName === 'img') element.replaceWith(placeholderFor(element))
    }
  }
  for (const element of root.querySelectorAll('[style]')) {
    const style = element.getAttribute('style') ?? ''
    if (style.includes('url(')) element.setAttribute('style', style.replace(remoteInCss, 'none'))
  }
  for (const style of root.querySelectorAll('style')) {
    style.textContent = style.textContent.replace(importInCss, '').replace(remoteInCss, 'none')
  }
}

/** The `srcdoc` for a frame with `sandbox="allow-popups"`: cleaned, no remote content, links leave the frame. */
export const mailDocument = (html: string): string => {
  const clean = DOMPurify.sanitize(withoutHandlers(html), {
    WHOLE_DOCUMENT: true,
    FORBID_TAGS: forbidden,
  })
  const parsed = parseMail(clean)
  dropRemote(parsed.documentElement)
  parsed.head.insertAdjacentHTML(
    'afterbegin',
    `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><base target="_blank"><style>${baseStyle}</style>`,
  )
  return `<!doctype html>${parsed.documentElement.outerHTML}`
}

const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Plain text as mail programs show it: line breaks kept, long lines wrapped. */
export const textDocument = (text: string): string =>
  mailDocument(
    `<body style="margin:0;padding:20px;font:14px/21px system-ui,sans-serif"><div style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeText(text)}</div></body>`,
  )

/** How many pictures of a mail would be fetched from elsewhere; in a preview they are not. */
export const countRemoteImages = (html: string): number => {
  const parsed = parseMail(html)
  return [...parsed.querySelectorAll('img[src]')].filter(
    (image) => !isData(image.getAttribute('src') ?? ''),
  ).length
}
