import { confirmedPeople, type PeopleCount } from '@contract/ceiling'
import { deliveryCommands } from '@contract/delivery'
import { apiError, type ApiError } from '@contract/errors'
import { inCopy } from '@contract/in-copy'
import { message, providerType, type Message, type ProviderType } from '@contract/messages'
import type { Profile } from '@contract/profiles'
import { z } from 'zod'
import type { Backend } from '../backends/backend'
import { countPeople, type Asked } from './count-people'
import { sends } from './sends'

type Call = Backend['call']
type Fields = Readonly<Record<string, unknown>>

/** What a ceiling stands on. */
export interface CeilingOptions {
  /** The profile as it is now. */
  readonly profile: () => Profile
  /** Who tells how many people are meant. */
  readonly asked: Asked
}

/**
 * Calls of a backend, refusing with `desktop_ceiling_exceeded` whatever has a message go out to more people
 * than the profile's ceiling, or to a number that cannot be told, unless the input's `confirmedPeople` says
 * that many. That key goes no further than to an engine of our own, which keeps it with a schedule.
 */
export const guardCeiling =
  (call: Call, { profile, asked }: CeilingOptions): Call =>
  async (name, input) => {
    if (!mayReach.test(name)) return await call(name, input)
    const { confirmedPeople: given, ...rest } = fields(input)
    const confirmed = confirmedPeople.safeParse(given).data
    // An engine of our own looks again when a schedule's hour comes.
    const isKept = confirmed !== undefined && asked.capabilities.ledger
    const passed =
      given === undefined ? input : isKept ? { ...rest, confirmedPeople: confirmed } : rest
    const ceiling = ceilingOf(profile())
    if (ceiling !== null) {
      const count = await countReached(name, rest, asked)
      if (count && !isAllowed(count, ceiling, confirmed)) throw exceeded(count, ceiling)
    }
    return await call(name, passed)
  }

/** Rows and commands by which a message can go out to more than one address. */
const mayReach = /^((create|update)(Email|Sms|Push)|retryDeliveries|decideMissedMessage)$/

/** The same calls on behalf of a person who has confirmed this many people, if any. */
export const confirming = (call: Call, people: number | undefined): Call =>
  people === undefined
    ? call
    : (name, input) =>
        call(name, sends(name, input) ? { ...fields(input), confirmedPeople: people } : input)

/** Nothing leaves a sandbox. */
const ceilingOf = (profile: Profile): number | null =>
  profile.kind === 'local' && profile.sandbox ? null : profile.ceiling

const isAllowed = (
  { total }: PeopleCount,
  ceiling: number,
  confirmed: number | undefined,
): boolean => {
  if (total === null) return confirmed !== undefined
  return total <= ceiling || (confirmed !== undefined && total <= confirmed)
}

const exceeded = ({ total, copies, isExact, problem }: PeopleCount, ceiling: number): ApiError => {
  const limit = `the ceiling of this profile is ${format(ceiling)}`
  if (total === null) {
    return apiError(
      'desktop_ceiling_exceeded',
      `Nobody can tell how many people this reaches (${problem ?? ''}), and ${limit}. Nothing was sent; say first how many you expect.`,
    )
  }
  const people = isExact ? format(total) : `at most ${format(total)}`
  const others = copies > 0 ? `, ${format(copies)} of them in copy` : ''
  return apiError(
    'desktop_ceiling_exceeded',
    `This reaches ${people} people${others}, and ${limit}. Nothing was sent; confirm the number first.`,
  )
}

const format = (count: number): string => new Intl.NumberFormat('en').format(count)

/** How many people get something by a call; undefined when it sends nothing. */
const countReached = async (
  name: string,
  input: Fields,
  asked: Asked,
): Promise<PeopleCount | undefined> => {
  const channel = channelOf(name)
  const isChange = name.startsWith('update')
  if (channel && isChange) return await countChanged(channel, { name, input, asked })
  if (!sends(name, input)) return undefined
  const given = audience.safeParse(input)
  // What is not an audience is refused further on, in the words of the row.
  if (channel)
    return given.data && (await countPeople(asked, { providerType: channel, ...given.data }))
  const stored = await readMessage(input, asked)
  return (
    (name === 'retryDeliveries' && (await countRetried(input, asked))) ||
    countPeople(asked, { ...stored, copies: inCopy(stored.data) })
  )
}

interface Change {
  readonly name: string
  readonly input: Fields
  readonly asked: Asked
}

/** A change sends when it says so, or when it gives a message that has a time other recipients. */
const countChanged = async (
  channel: ProviderType,
  { name, input, asked }: Change,
): Promise<PeopleCount | undefined> => {
  const others = changedAudience.safeParse(input).data
  if (!others) return undefined
  const isOther = Object.values(others).some((ids) => ids !== undefined && ids !== null)
  const isSending = sends(name, input)
  if (!isSending && (!isOther || input['draft'] === true)) return undefined
  const { topics, users, targets, data, status } = await readMessage(input, asked)
  if (!isSending && status !== 'scheduled') return undefined
  return await countPeople(asked, {
    providerType: channel,
    topics: others.topics ?? topics,
    users: others.users ?? users,
    targets: others.targets ?? targets,
    copies: inCopy({ cc: others.cc ?? data['cc'], bcc: others.bcc ?? data['bcc'] }),
  })
}

/** Those of a message that are tried again; undefined while nobody of it was tried. */
const countRetried = async (input: Fields, asked: Asked): Promise<PeopleCount | undefined> => {
  const { messageId } = input
  const reply = await asked.call('getDeliveryReport', { messageId })
  const { counts } = deliveryCommands.getDeliveryReport.reply.parse(reply)
  if (Object.values(counts).every((count) => count === 0)) return undefined
  const states = z.array(z.enum(['failed', 'unknown'])).safeParse(input['states']).data ?? []
  const total = [...new Set(states)].reduce((sum, state) => sum + counts[state], 0)
  return { total, copies: 0, isExact: true, problem: null }
}

const readMessage = async ({ messageId }: Fields, asked: Asked): Promise<Message> =>
  message.parse(await asked.call('getMessage', { messageId }))

const channelOf = (name: string): ProviderType | undefined => {
  const [, channel] = /^(?:create|update)(Email|Sms|Push)$/.exec(name) ?? []
  return providerType.safeParse(channel?.toLowerCase()).data
}

const fields = (input: unknown): Fields => ({ ...(input as object | null) })

const ids = z.array(z.string()).nullish()
const changedAudience = z.object({ topics: ids, users: ids, targets: ids, cc: ids, bcc: ids })
const audience = changedAudience.transform(({ topics, users, targets, ...copies }) => ({
  topics: topics ?? [],
  users: users ?? [],
  targets: targets ?? [],
  copies: inCopy(copies),
}))
