import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { sandboxCommands } from '@contract/sandbox'
import PostalMime from 'postal-mime'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'

/** The sandbox inbox: exactly what the transport was handed. */
export const sandboxHandlers = ({
  store,
  changes,
}: EngineContext): Handlers<typeof sandboxCommands, Caller> => ({
  listSandboxMails: (input) => store.sandbox.list(input),
  getSandboxMail: async ({ id }) => {
    const found = store.sandbox.get(id)
    if (!found) throw apiError('desktop_sandbox_mail_not_found')
    if (store.sandbox.markRead(id)) changes.changed('sandbox', String(id))
    const parsed = await PostalMime.parse(found.source)
    return {
      mail: { ...found.mail, read: true },
      source: found.source.toString('utf8'),
      headers: parsed.headers.map(({ originalKey, value }) => ({ key: originalKey, value })),
      html: parsed.html ?? null,
      text: parsed.text ?? null,
      attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
        name: filename ?? '',
        mimeType,
        size: typeof content === 'string' ? content.length : content.byteLength,
      })),
    }
  },
  clearSandbox: () => {
    const total = store.sandbox.clear()
    changes.changed('sandbox')
    return { total }
  },
})
