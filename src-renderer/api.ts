import { ApiError, apiError } from '@contract/errors'
import type { EventName, Events } from '@contract/events'
import type { CallInput, CallName, CallReply } from '@contract/index'
import { markGaps } from './list-gaps'
import { markRead } from './read-times'

/** JSON values only: a Vue proxy cannot be cloned, and `undefined` would mean different things per host. */
const toPlain = (input: unknown): unknown => JSON.parse(JSON.stringify(input))

/** Everything main offers, typed by the contract's tables. */
export const api = {
  /** Calls one row of the contract. Throws `ApiError`. */
  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallReply<Name>> {
    const reply = await window.bridge.call(name, toPlain(input))
    if (!reply.ok) throw new ApiError(reply.error)
    if (reply.readAt !== undefined) markRead(reply.value, reply.readAt)
    markGaps(reply.value)
    // Main has validated the reply against the row's schema.
    return reply.value as CallReply<Name>
  },

  /** Listens to one event until the returned function is called. */
  on<Name extends EventName>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    return window.bridge.on((event) => {
      // The names are compared, so the payload is that event's.
      if (event.name === name) listener(event.payload as Events[Name])
    })
  },
}

/** Whatever was thrown, as the one error that the screens can show. */
export const toApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : apiError('general_unknown', undefined, { cause: thrown })
