/** Whether one of the words is enough, as Appwrite has it, or all are needed. */
export type SearchMode = 'any' | 'all'

/**
 * A full-text expression for what a person typed (behaviour 4.4): words without case, the last one as a
 * prefix; in double quotes the exact phrase. `undefined` when there is no word in it, which matches nothing.
 */
export const toMatch = (search: string, mode: SearchMode): string | undefined => {
  const trimmed = search.trim()
  const words = trimmed.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []
  if (words.length === 0) return undefined
  if (trimmed.length > 2 && trimmed.startsWith('"') && trimmed.endsWith('"'))
    return `"${words.join(' ')}"`
  const quoted = words.map((word) => `"${word}"`)
  return `${quoted.join(mode === 'any' ? ' OR ' : ' AND ')}*`
}
