import type { CopiedReference, ReferencePart } from '@contract/campaign-copies'
import type { DraftContent } from '@contract/drafts'
import type { Target, User } from '@contract/users'
import type { Asked } from '../count-people'
import { planFile } from './copy-file'
import { readTargets, readTopics, readTopicsNamed, readUsers } from './read-there'
import { referencesOf, type Reference } from './references'

/** The profile that gives and the one that gets. */
export interface CopySides {
  readonly from: Asked
  readonly to: Asked
}

/** What becomes of everything that a campaign names: topics by id, else by name; people and addresses by id; files. */
export const planReferences = async (
  sides: CopySides,
  content: DraftContent,
): Promise<CopiedReference[]> => {
  const references = referencesOf(content)
  const of = (...parts: readonly ReferencePart[]): Reference[] =>
    references.filter(({ part }) => parts.includes(part))
  const planned = await Promise.all([
    planTopics(sides, of('topics')),
    planUsers(sides, of('users')),
    planTargets(sides, of('targets', 'cc', 'bcc')),
    planFiles(sides, of('attachments', 'image')),
  ])
  return planned.flat()
}

const planTopics = async (
  { from, to }: CopySides,
  references: readonly Reference[],
): Promise<CopiedReference[]> => {
  const ids = references.map(({ id }) => id)
  const [here, there] = await Promise.all([readTopics(from, ids), readTopics(to, ids)])
  const nameOf = (id: string): string => here.find(({ $id }) => $id === id)?.name ?? ''
  const others = ids.filter((id) => !there.some(({ $id }) => $id === id) && nameOf(id) !== '')
  const named = await readTopicsNamed(to, others.map(nameOf))
  return references.map((reference) => {
    const { id } = reference
    const common = { ...reference, name: nameOf(id) || id }
    const same = there.find(({ $id }) => $id === id)
    if (same) return { ...common, toId: id, toName: same.name, how: 'same' }
    const alike = named.filter(({ name }) => name === nameOf(id))
    // Two of that name: a person must say which.
    if (alike.length === 1 && alike[0])
      return { ...common, toId: alike[0].$id, toName: alike[0].name, how: 'name' }
    return { ...common, toId: null, toName: '', how: nameOf(id) === '' ? 'gone' : 'missing' }
  })
}

const planUsers = async (
  { from, to }: CopySides,
  references: readonly Reference[],
): Promise<CopiedReference[]> => {
  const ids = references.map(({ id }) => id)
  const [here, there] = await Promise.all([readUsers(from, ids), readUsers(to, ids)])
  return references.map((reference) => {
    const user = here.find(({ $id }) => $id === reference.id)
    const same = there.find(({ $id }) => $id === reference.id)
    const common = { ...reference, name: user ? titleOf(user) : reference.id }
    if (same) return { ...common, toId: same.$id, toName: titleOf(same), how: 'same' }
    return { ...common, toId: null, toName: '', how: user ? 'missing' : 'gone' }
  })
}

const planTargets = async (
  { from, to }: CopySides,
  references: readonly Reference[],
): Promise<CopiedReference[]> => {
  const ids = references.map(({ id }) => id)
  const [here, there] = await Promise.all([readTargets(from, ids), readTargets(to, ids)])
  return references.map((reference) => {
    const target = here.targets.find(({ $id }) => $id === reference.id)
    const same = there.targets.find(({ $id }) => $id === reference.id)
    const common = { ...reference, name: target ? addressOf(target) : reference.id }
    if (same) return { ...common, toId: same.$id, toName: addressOf(same), how: 'same' }
    const how = !target && here.isWhole ? 'gone' : there.isWhole ? 'missing' : 'untold'
    return { ...common, toId: null, toName: '', how }
  })
}

/** One after the other: a campaign has few, and their buckets are often the same. */
const planFiles = async (
  sides: CopySides,
  references: readonly Reference[],
): Promise<CopiedReference[]> => {
  const planned: CopiedReference[] = []
  for (const reference of references) planned.push(await planFile(sides, reference))
  return planned
}

const titleOf = ({ $id, name, email, phone }: User): string => name || email || phone || $id
/** The token of a device tells people nothing. */
const addressOf = ({ providerType, name, identifier }: Target): string =>
  providerType === 'push' ? name || `${identifier.slice(0, 12)}…` : identifier
