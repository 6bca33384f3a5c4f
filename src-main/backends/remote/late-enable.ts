import type { ReplyOf } from '@contract/endpoint'
import { ApiError } from '@contract/errors'
import { api } from '@contract/index'
import type { RemoteProject } from './remote-project'

type Created = ReplyOf<typeof api, 'createProvider'>

/**
 * Creates a provider. Up to Appwrite 1.9.0 a new one of Msg91 is off whatever it was given (behaviour 2.3), so
 * one that was to be on is switched on afterwards; where that is refused, the answer says that it is off.
 */
export const createProvider = async (
  project: RemoteProject,
  input: Readonly<Record<string, unknown>>,
): Promise<Created> => {
  // The reply of the row that was called.
  const created = (await project.call(api.createProvider, input)) as Created
  const { kind, enabled } = input
  if (kind !== 'msg91' || enabled !== true || created.enabled) return created
  const change = { kind, providerId: created.$id, enabled }
  try {
    // The same model.
    return (await project.call(api.updateProvider, change)) as Created
  } catch (error) {
    if (error instanceof ApiError) return created
    throw error
  }
}
