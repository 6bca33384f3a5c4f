import { ApiError } from '@contract/errors'
import { api } from '@contract/index'
import type { Emit, Resource } from '@contract/events'
import type { Backend } from './backend'

/** Emits `resource.changed` after every write that a backend carried out, or may have, which tells nobody itself. */
export const announceChanges = (backend: Backend, emit: Emit): Backend => ({
  ...backend,
  call: async (name, input) => {
    const announce = (): void => {
      for (const resource of resourcesWrittenBy(name)) emit('resource.changed', { resource })
    }
    try {
      const reply = await backend.call(name, input)
      announce()
      return reply
    } catch (error) {
      if (error instanceof ApiError && error.type === 'desktop_outcome_unknown') announce()
      throw error
    }
  },
})

/** Everything that a server keeps. */
export const resources = [
  ...(['messages', 'providers', 'topics', 'subscribers'] as const),
  ...(['users', 'targets', 'buckets', 'files'] as const),
]

/** What a row of the API writes; nothing for a row that reads, or that is none of the API's. */
const resourcesWrittenBy = (name: string): Resource[] => {
  const row = Object.entries(api).find(([key]) => key === name)?.[1]
  return row && row.method !== 'GET' ? resourcesOf(row.path) : []
}

/** What a path of the API is about. */
export const resourcesOf = (path: string): Resource[] => {
  const segments = path.split('/')
  return resources.filter((resource) => segments.includes(resource))
}
