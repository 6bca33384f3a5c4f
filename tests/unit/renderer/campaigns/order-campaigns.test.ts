import { describe, expect, it } from 'vitest'
import type { CampaignRow } from '@/campaigns/campaign-row'
import { newestFirst, orderCampaigns, orderQuery } from '@/campaigns/order-campaigns'

const row = (id: string, at: number): CampaignRow => ({
  key: id,
  id,
  at,
  kind: 'unreadable',
  record: undefined,
})
const ids = (rows: readonly CampaignRow[]): string[] => rows.map(({ id }) => id)
const oldestFirst = { key: 'when', direction: 'ascending' } as const
const drafts = [row('draft 5', 5), row('draft 1', 1)]

describe('drafts among messages', () => {
  it('stand where their time puts them', () => {
    const messages = [row('message 6', 6), row('message 3', 3)]
    expect(ids(orderCampaigns(drafts, messages, newestFirst, false))).toEqual([
      ...['message 6', 'draft 5', 'message 3', 'draft 1'],
    ])
  })

  it('wait for the page that they belong to', () => {
    const messages = [row('message 2', 2), row('message 3', 3)]
    expect(ids(orderCampaigns(drafts, messages, oldestFirst, true))).toEqual([
      ...['draft 1', 'message 2', 'message 3'],
    ])
  })

  it('come last, once all is read, where the order is by people who got it', () => {
    const messages = [row('message 6', 6), row('message 9', 9)]
    const sort = { key: 'accepted', direction: 'descending' } as const
    expect(ids(orderCampaigns(drafts, messages, sort, true))).toEqual(['message 6', 'message 9'])
    expect(ids(orderCampaigns(drafts, messages, sort, false))).toEqual([
      ...['message 6', 'message 9', 'draft 5', 'draft 1'],
    ])
  })
})

it('asks the API for the order of a column', () => {
  expect(JSON.parse(orderQuery(newestFirst))).toEqual({
    method: 'orderDesc',
    attribute: '$updatedAt',
  })
  expect(JSON.parse(orderQuery({ key: 'accepted', direction: 'ascending' }))).toEqual({
    method: 'orderAsc',
    attribute: 'deliveredTotal',
  })
})
