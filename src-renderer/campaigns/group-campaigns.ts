import type { CampaignRow } from './campaign-row'

const dayMs = 24 * 60 * 60 * 1000

/** Where a row stands: a fixed group, or the month it was sent in. */
export type CampaignGroup =
  | { readonly kind: 'needsYou' | 'nowAndNext' | 'drafts' }
  | { readonly kind: 'month'; readonly year: number; readonly month: number }

/** One group and its rows, in the order they are shown. */
export interface CampaignGroupRows {
  readonly key: string
  readonly group: CampaignGroup
  readonly rows: readonly CampaignRow[]
}

/** Rows by urgency, then drafts, then months; a failure stays urgent for a day. */
export const groupCampaigns = (rows: readonly CampaignRow[], now: number): CampaignGroupRows[] => {
  const groups = new Map<string, { group: CampaignGroup; rows: CampaignRow[] }>()
  for (const row of rows) {
    const group = groupOf(row, now)
    const key = group.kind === 'month' ? `${group.year}-${group.month}` : group.kind
    const known = groups.get(key)
    if (known) known.rows.push(row)
    else groups.set(key, { group, rows: [row] })
  }
  return [...groups]
    .map(([key, { group, rows: members }]) => ({
      key,
      group,
      rows: members.toSorted((left, right) => right.at - left.at),
    }))
    .toSorted((left, right) => rank(left.group) - rank(right.group))
}

const groupOf = (row: CampaignRow, now: number): CampaignGroup => {
  if (row.kind !== 'unreadable') {
    const { status } = row
    const isFresh = now - row.at < dayMs
    if (status === 'decision' || status === 'stuck' || status === 'paused')
      return { kind: 'needsYou' }
    if ((status === 'partial' || status === 'failed') && isFresh) return { kind: 'needsYou' }
    if (status === 'sending' || status === 'scheduled') return { kind: 'nowAndNext' }
    if (status === 'draft') return { kind: 'drafts' }
  }
  const date = new Date(row.at)
  return { kind: 'month', year: date.getFullYear(), month: date.getMonth() }
}

const rank = (group: CampaignGroup): number => {
  switch (group.kind) {
    case 'needsYou':
      return -3e6
    case 'nowAndNext':
      return -2e6
    case 'drafts':
      return -1e6
    case 'month':
      return -(group.year * 12 + group.month)
  }
}
