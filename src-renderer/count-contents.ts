import { Query } from '@contract/queries'
import { api } from '@/api'

/** How much a workspace holds. */
export interface WorkspaceContents {
  readonly campaigns: number
  readonly people: number
  readonly providers: number
  /** Campaigns that are scheduled or being sent. */
  readonly unfinished: number
  readonly isEmpty: boolean
}

/** Counts what the open workspace holds; throws while its engine does not answer. */
export const countContents = async (): Promise<WorkspaceContents> => {
  const queries = [Query.limit(1)]
  const unfinished = [Query.equal('status', ['scheduled', 'processing']), ...queries]
  const totals = await Promise.all([
    api.call('listMessages', { queries }),
    api.call('listUsers', { queries }),
    api.call('listProviders', { queries }),
    api.call('listMessages', { queries: unfinished }),
    api.call('listTopics', { queries }),
    api.call('listBuckets', { queries }),
  ])
  const [campaigns, people, providers, underWay] = totals.map(({ total }) => total)
  return {
    ...{ campaigns: campaigns ?? 0, people: people ?? 0, providers: providers ?? 0 },
    unfinished: underWay ?? 0,
    isEmpty: totals.every(({ total }) => total === 0),
  }
}
