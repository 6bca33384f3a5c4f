import { z } from 'zod'
import { command } from './endpoint'
import { id, listParameters } from './fields'
import { providerType } from './messages'
import { subscriberList } from './subscribers'
import { target, userList } from './users'

const found = {
  /** Words of a name, an address, a number or an id, or the beginning of anything they are reached at. */
  search: listParameters.search,
  queries: listParameters.queries,
  /** True: only what a provider has said is gone; false: only the others. */
  expired: z.boolean().optional(),
}

/**
 * People, as the API's own lists cannot be asked for them: those of a topic it searches by id alone, and
 * users by nothing but themselves (behaviour 4.4). `queries` are those of the API's list.
 */
export const audienceCommands = {
  findSubscribers: command({
    on: 'engine',
    input: z.object({ topicId: id, ...found }),
    reply: subscriberList,
  }),
  findUsers: command({
    on: 'engine',
    input: z.object({
      ...found,
      /** Those who can be reached in any of these ways. */
      reach: z.array(providerType).optional(),
    }),
    reply: userList,
  }),
  /** Those of these targets that there are, whoever they belong to. */
  findTargets: command({
    on: 'engine',
    input: z.object({ targetIds: z.array(id).max(500) }),
    reply: z.object({ targets: z.array(target) }),
  }),
}
