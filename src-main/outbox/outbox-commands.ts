import type { Handlers } from '@contract/endpoint'
import type { outboxCommands } from '@contract/outbox'
import type { Outbox } from './outbox'

/** Answers the outbox commands of the contract; `project` names the open project, and throws where there is none. */
export const createOutboxHandlers = (
  outbox: Outbox,
  project: () => Promise<string>,
): Handlers<typeof outboxCommands> => ({
  listOutbox: async () => outbox.list(await project()),
  queueDraft: async ({ draftId, ...how }) => outbox.add(await project(), draftId, how),
  releaseOutbox: async (what) => outbox.release(await project(), what),
  holdOutbox: async ({ draftId }) => outbox.hold(await project(), draftId),
  moveOutbox: async ({ draftId, place }) => outbox.move(await project(), draftId, place),
  leaveOutbox: async ({ draftId }) => outbox.leave(await project(), draftId),
})
