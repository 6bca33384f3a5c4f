import type { CallInput } from '@contract/index'

type CreatePush = CallInput<'createPush'>
type UpdatePush = CallInput<'updatePush'>

const texts = ['title', 'body', 'action', 'icon', 'sound', 'color', 'tag'] as const

/** What is stored of a new push message: only what was given (behaviour 2.8). */
export const toPushData = (input: CreatePush): Record<string, unknown> => {
  const data: Record<string, unknown> = {}
  for (const name of texts) if (input[name]) data[name] = input[name]
  if (input.data && Object.keys(input.data).length > 0) data.data = input.data
  const badge = Number(input.badge ?? -1)
  if (badge >= 0) data.badge = badge
  if (input.contentAvailable) data.contentAvailable = true
  if (input.critical) data.critical = true
  data.priority = input.priority ?? 'high'
  return data
}

/** A push message's content with given values laid over it; empty text is kept as such. */
export const changePushData = (
  data: Readonly<Record<string, unknown>>,
  input: UpdatePush,
): Record<string, unknown> => {
  const names = [...texts, 'data', 'badge', 'contentAvailable', 'critical', 'priority'] as const
  const given = names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]))
  return { ...data, ...Object.fromEntries(given) }
}
