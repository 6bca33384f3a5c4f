import type { Profile } from '@contract/profiles'
import { createSendingLock } from '@main/profiles/sending-lock'
import { describe, expect, test } from 'vitest'

const project: Profile = {
  ...{
    kind: 'remote',
    id: 'shop',
    name: 'Shop',
    environment: 'production',
    colour: 'environment',
    locked: true,
    ceiling: null,
  },
  ...{ endpoint: 'https://appwrite.example/v1', project: 'shop', certificate: null },
  createdAt: '2026-11-23T10:00:00.000Z',
}

const setUp = (change: Partial<Profile> = {}) => {
  // The tests change what both kinds of profile have.
  const profiles = [{ ...project, ...change } as Profile]
  const clock = { now: Date.parse('2026-11-23T12:00:00.000Z') }
  const lock = createSendingLock({
    file: {
      state: {
        ...{ profiles, activeProfileId: 'shop', kept: [] },
        ...{ settings: { theme: 'system' }, vaults: {} },
      },
    },
    emit: () => undefined,
    now: () => new Date(clock.now),
  })
  const call = lock.guard('shop', async (name) => name)
  return { lock, clock, call }
}
const refused = { code: 403, type: 'desktop_sending_locked' }

describe('a locked production profile', () => {
  test.each([
    ['createEmail', {}],
    ['createSms', { draft: false }],
    ['createPush', { scheduledAt: '2026-12-24T07:00:00.000+00:00' }],
    ['updateEmail', { draft: false }],
    ['updateSms', { scheduledAt: '2026-12-24T07:00:00.000+00:00' }],
    ['retryDeliveries', { states: ['failed'] }],
    ['sendTest', { identifier: 'me@acme.example' }],
    ['decideMissedMessage', { act: 'send' }],
    ['decideMissedMessage', { act: 'reschedule' }],
  ])('refuses %s %j', async (name, input) => {
    await expect(setUp().call(name, input)).rejects.toMatchObject(refused)
  })

  test.each([
    ['listMessages', {}],
    ['createEmail', { draft: true }],
    ['updateEmail', { subject: 'Hi' }],
    ['updatePush', { draft: true, scheduledAt: '2026-12-24T07:00:00.000+00:00' }],
    ['updateSms', { scheduledAt: null }],
    ['decideMissedMessage', { act: 'draft' }],
    ['createTopic', {}],
    ['deleteMessage', {}],
  ])('lets %s %j through', async (name, input) => {
    await expect(setUp().call(name, input)).resolves.toBe(name)
  })

  test('sends for a quarter of an hour once it is unlocked, or until it is locked again', async () => {
    const { lock, clock, call } = setUp()

    const { unlockedUntil } = await lock.handlers.unlockSending({ profileId: 'shop' })
    expect(unlockedUntil).toBe('2026-11-23T12:15:00.000Z')
    await expect(call('createEmail', {})).resolves.toBe('createEmail')

    clock.now += 15 * 60_000
    await expect(call('createEmail', {})).rejects.toMatchObject(refused)

    await lock.handlers.unlockSending({ profileId: 'shop' })
    await lock.handlers.lockSending({ profileId: 'shop' })
    await expect(call('createEmail', {})).rejects.toMatchObject(refused)
  })
})

test.each([
  ['it has no lock', { locked: false }],
  ['it is not production', { environment: 'staging' }],
  ['it is a sandbox', { kind: 'local', sandbox: true }],
] as const)('nothing is refused while %s', async (_, change) => {
  await expect(setUp(change).call('createEmail', {})).resolves.toBe('createEmail')
})
