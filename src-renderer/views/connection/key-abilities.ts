/** What a person does with the app, and every scope that it takes. */
export const keyAbilities = {
  campaigns: ['messages.read', 'messages.write'],
  plumbing: [
    ...['topics.read', 'topics.write', 'subscribers.read', 'subscribers.write'],
    ...['providers.read', 'providers.write'],
  ],
  people: ['users.read', 'users.write', 'targets.read', 'targets.write'],
  files: ['buckets.read', 'buckets.write', 'files.read', 'files.write'],
} as const satisfies Record<string, readonly string[]>

/** The name of something that a person does with the app. */
export type KeyAbility = keyof typeof keyAbilities

/** The abilities that a key has in full. */
export const grantedAbilities = (
  scopes: readonly { readonly scope: string; readonly granted: boolean }[],
): KeyAbility[] => {
  const granted = new Set(scopes.filter((scope) => scope.granted).map(({ scope }) => scope))
  // The table's own keys.
  const names = Object.keys(keyAbilities) as KeyAbility[]
  return names.filter((name) => keyAbilities[name].every((scope) => granted.has(scope)))
}
