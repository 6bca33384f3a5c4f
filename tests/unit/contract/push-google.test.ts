import { describe, expect, it } from 'vitest'
import { toGoogleMessage } from '@contract/push/google'
import { toNotification } from '@main/providers/notification/notification'

const message = (data: Readonly<Record<string, unknown>>): unknown =>
  JSON.parse(JSON.stringify(toGoogleMessage(toNotification({ type: 'push', data }, 'FCM'))))

describe('the message for Google', () => {
  it('carries every field to every platform that has a word for it', () => {
    const url = 'https://api.example.com/i.png'
    expect(
      message({
        ...{ title: 'Hello', body: 'News', action: 'https://acme.example/n', sound: 'ping' },
        ...{ icon: 'ic_app', color: '#7C3AED', tag: 'news', badge: '3', contentAvailable: true },
        ...{ data: { id: 12, on: true, deep: { a: [1] }, word: 'x' }, priority: 'normal' },
        image: { bucketId: 'b', fileId: 'f', url },
      }),
    ).toEqual({
      notification: { title: 'Hello', body: 'News' },
      data: { id: '12', on: 'true', deep: '{"a":[1]}', word: 'x' },
      android: {
        priority: 'NORMAL',
        notification: {
          ...{ icon: 'ic_app', color: '#7C3AED', tag: 'news', sound: 'ping', image: url },
          click_action: 'https://acme.example/n',
        },
      },
      apns: {
        headers: { 'apns-priority': '5' },
        payload: {
          aps: {
            ...{ category: 'https://acme.example/n', sound: 'ping', badge: 3 },
            ...{ 'content-available': 1, 'mutable-content': 1 },
          },
        },
        fcm_options: { image: url },
      },
      webpush: {
        headers: { Urgency: 'normal' },
        notification: { icon: 'ic_app', image: url, tag: 'news' },
        fcm_options: { link: 'https://acme.example/n' },
      },
    })
  })

  it('says no more than there is', () => {
    expect(message({ title: 'Hello', action: 'OPEN', priority: 'high' })).toEqual({
      notification: { title: 'Hello' },
      android: { priority: 'HIGH', notification: { click_action: 'OPEN' } },
      apns: { headers: { 'apns-priority': '10' }, payload: { aps: { category: 'OPEN' } } },
      webpush: { headers: { Urgency: 'high' } },
    })
  })

  it('names the sound of a critical alert', () => {
    expect(message({ title: 'Now', critical: true })).toMatchObject({
      apns: { payload: { aps: { sound: { critical: 1, name: 'default', volume: 1 } } } },
    })
  })

  it.each([true, false])('wakes an app of Apple’s for data alone (%s)', (contentAvailable) => {
    expect(message({ data: { sync: 'all' }, contentAvailable })).toEqual({
      data: { sync: 'all' },
      android: { priority: 'HIGH' },
      apns: {
        headers: { 'apns-priority': '5', 'apns-push-type': 'background' },
        payload: { aps: { 'content-available': 1 } },
      },
      webpush: { headers: { Urgency: 'high' } },
    })
  })
})
