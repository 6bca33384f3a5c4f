import { z } from 'zod'
import { endpoint } from './endpoint'
import { id, listParameters, logParameters, newId, nothing, stored, text } from './fields'
import { logList } from './logs'
import { providerType } from './messages'

const settings = z.record(z.string(), z.unknown())

/** A stored provider; `credentials` reach the renderer with their secrets masked. */
export const provider = z.looseObject({
  ...stored,
  name: z.string(),
  /** The vendor's slug: smtp, mailgun … */
  provider: z.string(),
  enabled: z.boolean(),
  type: providerType,
  credentials: settings,
  options: settings,
})

/** One page of providers. */
export const providerList = z.looseObject({ total: z.int(), providers: z.array(provider) })

/** The last path segment of a provider's routes. */
const kind = z.string().regex(/^[a-z0-9]{1,32}$/)

/**
 * Rows 12–35 of the API document. Create and update fold their ten (now twelve) vendors into `{kind}`;
 * the vendor's own parameters ride along and are validated against the settings of that kind's provider
 * file, with `createProviderInput` and `updateProviderInput` below.
 */
export const providers = {
  listProviders: endpoint({
    method: 'GET',
    path: '/messaging/providers',
    scope: 'providers.read',
    status: 200,
    input: z.object(listParameters),
    reply: providerList,
  }),
  createProvider: endpoint({
    method: 'POST',
    path: '/messaging/providers/{kind}',
    scope: 'providers.write',
    status: 201,
    input: z.looseObject({ kind, providerId: newId, name: text(1, 128) }),
    reply: provider,
  }),
  updateProvider: endpoint({
    method: 'PATCH',
    path: '/messaging/providers/{kind}/{providerId}',
    scope: 'providers.write',
    status: 200,
    input: z.looseObject({ kind, providerId: id }),
    reply: provider,
  }),
  getProvider: endpoint({
    method: 'GET',
    path: '/messaging/providers/{providerId}',
    scope: 'providers.read',
    status: 200,
    input: z.object({ providerId: id }),
    reply: provider,
  }),
  deleteProvider: endpoint({
    method: 'DELETE',
    path: '/messaging/providers/{providerId}',
    scope: 'providers.write',
    status: 204,
    input: z.object({ providerId: id }),
    reply: nothing,
  }),
  listProviderLogs: endpoint({
    method: 'GET',
    path: '/messaging/providers/{providerId}/logs',
    scope: 'providers.read',
    status: 200,
    input: z.object({ providerId: id, ...logParameters }),
    reply: logList,
  }),
}

/** The whole create input of one kind, in the API document's order, from its settings. */
export const createProviderInput = <Shape extends z.ZodRawShape>(settings: z.ZodObject<Shape>) =>
  z.object({
    providerId: newId,
    name: text(1, 128),
    ...settings.shape,
    enabled: z.boolean().optional(),
  })

/**
 * The whole update input of one kind; an absent key leaves the stored value alone. `changed` names
 * parameters that an update checks differently, `order` the order of the API document when it is not
 * name, enabled, then the settings.
 */
export const updateProviderInput = (
  settings: z.ZodObject,
  changed: z.ZodRawShape = {},
  order: readonly string[] = ['name', 'enabled', ...Object.keys(settings.shape)],
) => {
  const fields: z.ZodRawShape = {
    ...settings.shape,
    ...changed,
    name: text(1, 128),
    enabled: z.boolean(),
  }
  return z.object({
    providerId: id,
    ...Object.fromEntries(order.map((key) => [key, withoutDefault(fields[key]).optional()])),
  })
}

/** An optional field would still answer its default, and so overwrite what is stored. */
const withoutDefault = (field: z.core.$ZodType | undefined): z.ZodType => {
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional)
    return withoutDefault(field.unwrap())
  // Every field of these shapes is made with zod's classic constructors.
  return (field ?? z.unknown()) as z.ZodType
}

/** A provider as the API answers it. */
export type Provider = z.infer<typeof provider>
