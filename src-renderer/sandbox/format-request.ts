/** A mail with files can be megabytes; nobody reads them, and a page that holds them is slow. */
const mostCharacters = 200_000

/** A source as people read it: JSON on lines of its own, and no more than a person can look at. */
export const formatSource = (source: string): { text: string; isCut: boolean } => {
  if (source.length > mostCharacters) return { text: source.slice(0, mostCharacters), isCut: true }
  const start = source.indexOf('\r\n\r\n') + 4
  const body = source.slice(start)
  if (!body.startsWith('{') && !body.startsWith('[')) return { text: source, isCut: false }
  try {
    const lines = JSON.stringify(JSON.parse(body), undefined, 2)
    return { text: source.slice(0, start) + lines, isCut: false }
  } catch {
    return { text: source, isCut: false }
  }
}
