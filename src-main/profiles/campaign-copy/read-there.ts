import { audienceCommands } from '@contract/audience'
import { Query } from '@contract/queries'
import { topicList, type Topic } from '@contract/topics'
import { userList, type Target, type User } from '@contract/users'
import type { Asked } from '../count-people'

/** How many values one query may hold. */
const batchSize = 50
/** A server has no list of targets; so many people are looked through for one. */
const mostScanned = 1000
const scanPage = 100

/** The topics with these ids that there are. */
export const readTopics = async (backend: Asked, ids: readonly string[]): Promise<Topic[]> => {
  const pages = await readBatches(backend, 'listTopics', { attribute: '$id', values: ids })
  return pages.flatMap((page) => topicList.parse(page).topics)
}

/** The topics with these names that there are. */
export const readTopicsNamed = async (
  backend: Asked,
  names: readonly string[],
): Promise<Topic[]> => {
  const pages = await readBatches(backend, 'listTopics', { attribute: 'name', values: names })
  return pages.flatMap((page) => topicList.parse(page).topics)
}

/** The users with these ids that there are. */
export const readUsers = async (backend: Asked, ids: readonly string[]): Promise<User[]> => {
  const pages = await readBatches(backend, 'listUsers', { attribute: '$id', values: ids })
  return pages.flatMap((page) => userList.parse(page).users)
}

/** Targets by their ids; `isWhole` is false when there may be one among people who were not looked through. */
export const readTargets = async (
  backend: Asked,
  ids: readonly string[],
): Promise<{ targets: Target[]; isWhole: boolean }> => {
  if (ids.length === 0) return { targets: [], isWhole: true }
  if (backend.capabilities.ledger) {
    const pages = await Promise.all(
      batches(ids).map((targetIds) => backend.call('findTargets', { targetIds })),
    )
    const { reply } = audienceCommands.findTargets
    return { targets: pages.flatMap((page) => reply.parse(page).targets), isWhole: true }
  }
  return await scanTargets(backend, new Set(ids))
}

const scanTargets = async (
  backend: Asked,
  wanted: ReadonlySet<string>,
): Promise<{ targets: Target[]; isWhole: boolean }> => {
  const targets = new Map<string, Target>()
  let last: string | undefined
  for (let seen = 0; seen < mostScanned; seen += scanPage) {
    const cursor = last === undefined ? [] : [Query.cursorAfter(last)]
    const queries = [Query.limit(scanPage), ...cursor]
    const { users } = userList.parse(await backend.call('listUsers', { queries }))
    for (const target of users.flatMap((user) => user.targets))
      if (wanted.has(target.$id)) targets.set(target.$id, target)
    last = users.at(-1)?.$id
    const isWhole = users.length < scanPage || targets.size === wanted.size
    if (isWhole) return { targets: [...targets.values()], isWhole }
  }
  return { targets: [...targets.values()], isWhole: false }
}

const readBatches = (
  backend: Asked,
  name: 'listTopics' | 'listUsers',
  { attribute, values }: { readonly attribute: string; readonly values: readonly string[] },
): Promise<unknown[]> =>
  Promise.all(
    batches(values).map((batch) =>
      backend.call(name, { queries: [Query.equal(attribute, batch), Query.limit(scanPage)] }),
    ),
  )

const batches = (all: readonly string[]): string[][] => {
  const values = [...new Set(all)]
  return Array.from({ length: Math.ceil(values.length / batchSize) }, (_, at) =>
    values.slice(at * batchSize, (at + 1) * batchSize),
  )
}
