import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { sandboxCommands } from '@contract/sandbox'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import { isHttp, readMime, readRequest } from '../sandbox-source'

/** The sandbox inbox: exactly what the transport was handed. */
export const sandboxHandlers = (
  context: EngineContext,
): Handlers<typeof sandboxCommands, Caller> => ({
  listSandboxMails: (input) => context.store.sandbox.list(input),
  getSandboxMail: async ({ id }) => {
    const found = context.store.sandbox.get(id)
    if (!found) throw apiError('desktop_sandbox_mail_not_found')
    if (context.store.sandbox.markRead(id)) context.changes.changed('sandbox', String(id))
    const { source, recipients } = found
    return {
      mail: { ...found.mail, read: true },
      recipients,
      source: source.toString('utf8'),
      ...(isHttp(source) ? readRequest(context, found.mail, source) : await readMime(source)),
    }
  },
  getSandboxFaults: () => ({ faults: context.store.sandboxFaults.list() }),
  setSandboxFaults: ({ faults }) => {
    context.store.transaction(() => context.store.sandboxFaults.replace(faults))
    context.changes.changed('sandbox')
    return { faults }
  },
  clearSandbox: () => {
    const total = context.store.sandbox.clear()
    context.changes.changed('sandbox')
    return { total }
  },
})
