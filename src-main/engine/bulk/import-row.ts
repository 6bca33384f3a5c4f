import type { ImportField, ImportMapping } from '@contract/bulk'
import { providerType, type ProviderType } from '@contract/messages'
import { users } from '@contract/users'
import { subscribers } from '@contract/subscribers'
import type { z } from 'zod'

/** An address, number or device token. */
export interface ImportAddress {
  readonly type: ProviderType
  readonly identifier: string
}

/** A row whose fields are as the API would take them; absent where the file says nothing. */
export interface ImportPerson {
  readonly userId: string | undefined
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly targetId: string | undefined
  readonly subscriberId: string | undefined
  readonly providerId: string | undefined
  readonly targetName: string
  /** Where the person is to be reached: the identifier of the row, or else its e-mail and phone. */
  readonly addresses: readonly ImportAddress[]
}

/** How rows are read. */
export interface RowOptions {
  readonly mapping: ImportMapping
  /** `+49`: in place of the leading zero. */
  readonly countryCode?: string | undefined
}

/** A person, or why the row cannot be one. */
export type RowReading = { readonly person: ImportPerson } | { readonly invalid: string }

const { userId, email, phone, name } = users.createUser.input.shape
const target = users.createTarget.input.shape
const rules: Readonly<Partial<Record<ImportField, z.ZodType>>> = {
  ...{ userId, name, email, phone },
  targetId: target.targetId,
  providerId: target.providerId,
  identifier: target.identifier,
  targetName: target.name,
  providerType,
  subscriberId: subscribers.createSubscriber.input.shape.subscriberId,
}

/** Reads rows by a mapping and holds them to the API's own rules. */
export const createRowReader = ({ mapping, countryCode }: RowOptions) => {
  const columns = Object.entries(mapping) as [ImportField, number[]][]

  return (fields: readonly string[]): RowReading => {
    const values: Partial<Record<ImportField, string>> = {}
    for (const [field, at] of columns) {
      const value =
        at.length === 1
          ? clean(fields[at[0] ?? 0])
          : at
              .map((one) => clean(fields[one]))
              .filter((part) => part !== '')
              .join(' ')
      if (value === '') continue
      values[field] = field === 'phone' ? toPhone(value, countryCode) : value
    }
    if (values.email) values.email = values.email.toLowerCase()
    if (values.providerType) values.providerType = values.providerType.toLowerCase()
    for (const field in values) {
      const problem = problemOf(field as ImportField, values[field as ImportField] ?? '')
      if (problem) return { invalid: problem }
    }
    return withAddresses(values, countryCode)
  }
}

const clean = (value: string | undefined): string => value?.trim() ?? ''

const problemOf = (field: ImportField, value: string): string | undefined => {
  const result = rules[field]?.safeParse(value)
  if (!result || result.success) return undefined
  return `${field} "${value.slice(0, 80)}" ${result.error.issues[0]?.message ?? 'is not valid'}`
}

const withAddresses = (
  values: Partial<Record<ImportField, string>>,
  countryCode: string | undefined,
): RowReading => {
  const { identifier } = values
  // The rules above hold it to the three channels.
  const type = values.providerType as ProviderType | undefined
  const addresses: ImportAddress[] = []
  if (identifier !== undefined) {
    const address = toAddress(identifier, type, countryCode)
    const problem =
      address.type === 'push'
        ? undefined
        : problemOf(address.type === 'email' ? 'email' : 'phone', address.identifier)
    if (problem) return { invalid: problem }
    addresses.push(address)
  } else {
    if (values.email && (!type || type === 'email'))
      addresses.push({ type: 'email', identifier: values.email })
    if (values.phone && (!type || type === 'sms'))
      addresses.push({ type: 'sms', identifier: values.phone })
  }
  return {
    person: {
      userId: ownId(values.userId),
      name: values.name ?? '',
      email: values.email ?? '',
      phone: values.phone ?? '',
      targetId: ownId(values.targetId),
      subscriberId: ownId(values.subscriberId),
      providerId: values.providerId,
      targetName: values.targetName ?? '',
      addresses,
    },
  }
}

const ownId = (value: string | undefined): string | undefined =>
  value === 'unique()' ? undefined : value

const toAddress = (
  identifier: string,
  given: ProviderType | undefined,
  countryCode: string | undefined,
): ImportAddress => {
  const number = toPhone(identifier, countryCode)
  const type =
    given ?? (identifier.includes('@') ? 'email' : phoneLike.test(number) ? 'sms' : 'push')
  return { type, identifier: type === 'sms' ? number : identifier }
}

const phoneLike = /^\+\d{7,15}$/

/** Numbers as people write them, in E.164 as far as they say enough. */
const toPhone = (value: string, countryCode: string | undefined): string => {
  const digits = value.replace(/[\s()./-]/g, '')
  if (!/^(\+|00|0)?\d+$/.test(digits)) return value
  if (digits.startsWith('00')) return `+${digits.slice(2)}`
  if (digits.startsWith('0') && countryCode) return `${countryCode}${digits.slice(1)}`
  return digits
}
