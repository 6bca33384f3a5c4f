import { describe, expect, it } from 'vitest'
import { toAppleHeaders, toApplePayload } from '@contract/push/apple'
import { toNotification } from '@main/providers/notification/notification'

const read = (data: Readonly<Record<string, unknown>>) =>
  toNotification({ type: 'push', data }, 'APNs')

describe('the payload for Apple', () => {
  it('carries every field that Apple has a word for', () => {
    const notification = read({
      ...{ title: 'Hello', body: 'News', action: 'OPEN', sound: 'ping.aiff', badge: '3' },
      ...{ icon: 'ic_app', color: '#7C3AED', tag: 'news', contentAvailable: true },
      ...{ data: { article: 12, deep: { link: true } }, priority: 'normal' },
      image: { bucketId: 'b', fileId: 'f', url: 'https://api.example.com/i.png' },
    })
    expect(toApplePayload(notification)).toEqual({
      aps: {
        ...{ alert: { title: 'Hello', body: 'News' }, category: 'OPEN', sound: 'ping.aiff' },
        ...{ badge: 3, 'content-available': 1, 'mutable-content': 1 },
      },
      ...{ image: 'https://api.example.com/i.png', article: 12, deep: { link: true } },
    })
    expect(toAppleHeaders(notification)).toEqual({
      'apns-push-type': 'alert',
      'apns-priority': '5',
    })
  })

  it.each([
    [{ critical: true }, { critical: 1, name: 'default', volume: 1 }],
    [
      { critical: true, sound: 'siren' },
      { critical: 1, name: 'siren', volume: 1 },
    ],
    [{ critical: false, sound: 'ping' }, 'ping'],
  ])('sounds %j', (push, sound) => {
    expect(toApplePayload(read({ body: 'Now', ...push }))).toEqual({
      aps: { alert: { body: 'Now' }, sound },
    })
  })

  it.each([true, false])('wakes the app at low priority when nothing is shown (%s)', (asked) => {
    const silent = read({ contentAvailable: asked, data: { sync: 'all' }, priority: 'high' })
    expect(toApplePayload(silent)).toEqual({ aps: { 'content-available': 1 }, sync: 'all' })
    expect(toAppleHeaders(silent)).toEqual({
      ...{ 'apns-push-type': 'background', 'apns-priority': '5' },
    })
  })

  it('sets a badge to nothing and keeps no empty text', () => {
    expect(
      toApplePayload(read({ title: 'Hi', body: '', sound: '', action: '', badge: 0 })),
    ).toEqual({ aps: { alert: { title: 'Hi' }, badge: 0 } })
  })
})
