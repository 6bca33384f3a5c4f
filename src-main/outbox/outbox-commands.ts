import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { outboxCommands } from '@contract/outbox'
import type { OpenProfile } from '../profiles/open-profile'
import type { Outbox } from './outbox'

/** Answers the outbox commands of the contract; a workspace of this computer has only an empty list. */
export const createOutboxHandlers = (
  outbox: Outbox,
  active: () => Promise<Pick<OpenProfile, 'id' | 'kind'>>,
): Handlers<typeof outboxCommands> => {
  const project = async (): Promise<string> => {
    const { id, kind } = await active()
    if (kind !== 'remote') throw apiError('desktop_not_available')
    return id
  }
  return {
    listOutbox: async () => outbox.list((await active()).id),
    queueDraft: async ({ draftId, ...how }) => outbox.add(await project(), draftId, how),
    releaseOutbox: async (what) => outbox.release(await project(), what),
    holdOutbox: async ({ draftId }) => outbox.hold(await project(), draftId),
    moveOutbox: async ({ draftId, place }) => outbox.move(await project(), draftId, place),
    leaveOutbox: async ({ draftId }) => outbox.leave(await project(), draftId),
  }
}
