import type { PushContent } from '@contract/drafts'
import { toApplePayload } from '@contract/push/apple'
import { toGoogleMessage } from '@contract/push/google'
import { createRequest } from '@main/drafts/draft-request'
import { toPushData } from '@main/engine/push-data'
import { toNotification } from '@main/providers/notification/notification'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** What the composer shows; main knows nothing of its files. */
interface Preview {
  applePayload(content: PushContent, imageUrl: string): unknown
  googleMessage(content: PushContent, imageUrl: string): unknown
}
const files = import.meta.glob<Preview>('../../src-renderer/push/payload.ts', { eager: true })
const preview = Object.values(files)[0]

const text = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 12 }))
const pair = fc.oneof(
  fc.record({ type: fc.constant('text' as const), value: text }),
  fc.record({ type: fc.constant('json' as const), value: fc.json({ maxDepth: 2 }) }),
)
const content: fc.Arbitrary<PushContent> = fc.record({
  ...{ kind: fc.constant('push' as const), topics: fc.constant([]), users: fc.constant([]) },
  ...{ targets: fc.constant([]), messageId: fc.constant(''), scheduledAt: fc.constant(null) },
  ...{ title: text, body: text, action: fc.oneof(text, fc.constant('https://acme.example/x')) },
  image: fc.constantFrom('', 'pictures:one'),
  ...{ icon: text, sound: text, color: text, tag: text },
  badge: fc.oneof(fc.constant(''), fc.nat({ max: 999 }).map(String)),
  ...{ contentAvailable: fc.boolean(), critical: fc.boolean() },
  priority: fc.constantFrom('normal' as const, 'high' as const),
  data: fc
    .uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 3 })
    .chain((names) => fc.tuple(...names.map((name) => pair.map((value) => ({ name, ...value }))))),
})

const imageUrl = 'https://api.acme.example/i.png'
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** What a draft's message says when the engine sends it. */
const sent = (draft: PushContent) => {
  const request = createRequest(draft, { messageId: 'one', as: 'send' })
  if (request.name !== 'createPush') throw new Error('a draft of another channel')
  const stored = toPushData(request.input)
  const image = draft.image !== '' && { image: { bucketId: 'b', fileId: 'f', url: imageUrl } }
  return toNotification({ type: 'push', data: { ...stored, ...image } }, 'Anybody')
}

describe('the preview of a push message', () => {
  it('is what is sent, field by field', () => {
    if (!preview) throw new Error('the composer has no preview')
    fc.assert(
      fc.property(content, (draft) => {
        const isEmpty = draft.title + draft.body === '' && draft.data.length === 0
        fc.pre(!isEmpty || draft.contentAvailable)
        const url = draft.image === '' ? '' : imageUrl
        const notification = sent(draft)
        expect(asJson(preview.applePayload(draft, url))).toEqual(
          asJson(toApplePayload(notification)),
        )
        expect(asJson(preview.googleMessage(draft, url))).toEqual(
          asJson(toGoogleMessage(notification)),
        )
      }),
      { numRuns: 300 },
    )
  })
})
