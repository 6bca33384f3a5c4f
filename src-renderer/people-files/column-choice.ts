import type { BulkKind, ImportField, ImportMapping } from '@contract/bulk'

/** What one column becomes; null is left out. */
export type ColumnChoice = ImportField | null

/** What columns can become, by what is imported. */
export const fieldsOf: Readonly<Record<BulkKind, readonly ImportField[]>> = {
  users: ['email', 'phone', 'name', 'userId'],
  targets: [
    ...(['identifier', 'providerType', 'userId', 'email', 'phone', 'name'] as const),
    ...(['targetName', 'providerId', 'targetId'] as const),
  ],
  subscribers: [
    ...(['email', 'phone', 'name', 'identifier', 'providerType', 'userId'] as const),
    ...(['targetName', 'providerId', 'targetId', 'subscriberId'] as const),
  ],
}

/** A choice for each column, out of what was guessed. */
export const toChoices = (
  mapping: ImportMapping,
  columns: number,
  kind: BulkKind,
): ColumnChoice[] =>
  Array.from(
    { length: columns },
    (_, at) => fieldsOf[kind].find((field) => mapping[field]?.includes(at)) ?? null,
  )

/** The choices with one of them changed; only a name may be made of several columns. */
export const choose = (
  choices: readonly ColumnChoice[],
  at: number,
  choice: ColumnChoice,
): ColumnChoice[] =>
  choices.map((other, index) => {
    if (index === at) return choice
    return other === choice && choice !== 'name' ? null : other
  })

/** Field → columns. */
export const toMapping = (choices: readonly ColumnChoice[]): ImportMapping => {
  const mapping: ImportMapping = {}
  choices.forEach((choice, at) => {
    if (choice) mapping[choice] = [...(mapping[choice] ?? []), at]
  })
  return mapping
}

/** Whether rows can be anybody: a way to reach them, or for users at least a name. */
export const isEnough = (choices: readonly ColumnChoice[], kind: BulkKind): boolean => {
  const needed: readonly ImportField[] =
    kind === 'users'
      ? ['email', 'phone', 'name', 'userId']
      : ['email', 'phone', 'identifier', 'targetId']
  return choices.some((choice) => choice !== null && needed.includes(choice))
}
