import type { Caller } from './caller'
import type { EngineContext } from './context'
import { now } from './now'

/** Row → event (behaviour 2.11); its first word names the resource and its id's key. */
const events: Readonly<Record<string, string>> = {
  createProvider: 'provider.create',
  updateProvider: 'provider.update',
  deleteProvider: 'provider.delete',
  createTopic: 'topic.create',
  updateTopic: 'topic.update',
  deleteTopic: 'topic.delete',
  createSubscriber: 'subscriber.create',
  deleteSubscriber: 'subscriber.delete',
  createEmail: 'message.create',
  createSms: 'message.create',
  createPush: 'message.create',
  updateEmail: 'message.update',
  updateSms: 'message.update',
  updatePush: 'message.update',
  decideMissedMessage: 'message.update',
  deleteMessage: 'message.delete',
}

// Parameters are contravariant: `never` stands for whatever a handler takes.
type Handler = (input: never, caller: Caller) => unknown

/**
 * Makes every handler that writes messaging data leave a log row of who called, in the same transaction:
 * neither is there without the other.
 */
export const logWrites = <Some extends object>(
  { store, origin }: EngineContext,
  handlers: Some,
): Some => {
  const logged = (event: string, handler: Handler) => (input: never, caller: Caller) =>
    store.transaction(() => {
      const reply = handler(input, caller)
      const { mode, userType, userId, userName, userEmail, ip, userAgent } = caller
      store.logs.insert({
        ...{ mode, userType, userId, userName, userEmail, ip, userAgent, event },
        resource: toResource(event, input, reply),
        time: now({ origin }),
      })
      return reply
    })
  const entries = Object.entries(handlers).map(([name, handler]) => {
    const event = Object.hasOwn(events, name) ? events[name] : undefined
    return [name, event === undefined ? handler : logged(event, handler as Handler)]
  })
  // The same names with functions of the same types.
  return Object.fromEntries(entries) as Some
}

/** A creation's id may have been chosen by the server, a deletion answers nothing. */
const toResource = (event: string, input: object, reply: unknown): string => {
  const [kind = ''] = event.split('.')
  const source = { ...input, ...(reply as object | undefined) } as Readonly<Record<string, unknown>>
  return `${kind}/${String(source['$id'] ?? source[`${kind}Id`])}`
}
