import type { ApiError } from '@contract/errors'
import type { Backend } from './backend'

/** The backend of a profile that could not be opened: every call throws the reason. */
export const createUnavailableBackend = (reason: ApiError): Backend => ({
  capabilities: { ledger: false, sandbox: false, bulk: false },
  call: async () => {
    throw reason
  },
  close: async () => undefined,
})
