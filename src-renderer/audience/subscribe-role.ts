/** A role in words: a key under `topics.role` and what its sentence names. */
export interface RoleWords {
  readonly key: string
  readonly params?: Readonly<Record<string, string>>
}

const id = '[A-Za-z0-9][\\w.-]{0,35}'

/** Which text is which role (behaviour 9.1); the first group is the id or the name. */
const forms: readonly (readonly [key: string, pattern: RegExp])[] = [
  ['any', /^any$/],
  ['guests', /^guests$/],
  ['users', /^users$/],
  ['usersVerified', /^users\/verified$/],
  ['usersUnverified', /^users\/unverified$/],
  ['user', new RegExp(`^user:(${id})$`)],
  ['userVerified', new RegExp(`^user:(${id})/verified$`)],
  ['userUnverified', new RegExp(`^user:(${id})/unverified$`)],
  ['team', new RegExp(`^team:(${id})$`)],
  ['teamRole', new RegExp(`^team:(${id})/([\\w.-]{1,36})$`)],
  ['member', new RegExp(`^member:(${id})$`)],
  ['label', /^label:([A-Za-z0-9]{1,36})$/],
]

/** The API holds no more. */
const mostRoles = 100

/** Who a role is; undefined when it is no role. */
export const describeRole = (role: string): RoleWords | undefined => {
  for (const [key, pattern] of forms) {
    const match = pattern.exec(role)
    if (!match) continue
    const [, name, part] = match
    return name === undefined ? { key } : { key, params: { name, part: part ?? '' } }
  }
  return undefined
}

/** Why a role cannot be added: a key under `topics.roleProblem`. */
export const roleProblem = (text: string, present: readonly string[]): string | undefined => {
  const role = text.trim()
  if (present.includes(role)) return 'repeated'
  if (present.length >= mostRoles) return 'tooMany'
  if (describeRole(role)) return undefined
  if (role === '*' || role.startsWith('role:')) return 'old'
  const [kind, rest] = role.split(':')
  if (rest === '' || ['user', 'team', 'member', 'label'].includes(role)) return 'noId'
  if (kind === 'label') return 'label'
  return ['user', 'team', 'member'].includes(kind ?? '') ? 'id' : 'unknown'
}
