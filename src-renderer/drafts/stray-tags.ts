/** A closing tag that closes nothing. */
export interface StrayTag {
  readonly tag: string
  /** From 1. */
  readonly line: number
  readonly from: number
  readonly to: number
}

/** Comments and raw text are passed over whole; of the rest, only tags matter. */
const tokens =
  /<!--[\s\S]*?(?:-->|$)|<(style|script|title|textarea)\b[\s\S]*?<\/\1\s*>|<(\/?)([a-z][\w:-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi

const voids = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)

/** The closing tags of `html` that close nothing; elements whose end may be left out are closed by any outer one. */
export const strayTags = (html: string): StrayTag[] => {
  const open: string[] = []
  const found: StrayTag[] = []
  for (const match of html.matchAll(tokens)) {
    const name = match[3]?.toLowerCase()
    if (name === undefined || voids.has(name)) continue
    if (match[2] === '') {
      if (!match[0].endsWith('/>')) open.push(name)
      continue
    }
    const depth = open.lastIndexOf(name)
    if (depth >= 0) open.length = depth
    else found.push(strayAt(html, match.index, match[0]))
  }
  return found
}

const strayAt = (html: string, from: number, tag: string): StrayTag => ({
  tag,
  line: html.slice(0, from).split('\n').length,
  from,
  to: from + tag.length,
})
