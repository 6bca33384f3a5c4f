import type { Log } from '@contract/logs'
import { knownEvent, logAuthor, logOrigin } from '@/logs/log-words'
import { expect, test } from 'vitest'

const log = (more: Partial<Log> = {}): Log => ({
  event: 'topic.create',
  userId: '',
  userEmail: '',
  userName: '',
  mode: 'default',
  ip: '',
  time: '2026-11-22T10:00:00.000+00:00',
  ...more,
})

test('there are words for what messaging writes, and for nothing else', () => {
  expect(knownEvent('subscriber.delete')).toBe('subscriber.delete')
  expect(knownEvent('user.create')).toBeUndefined()
  expect(knownEvent('topic.create.more')).toBeUndefined()
  expect(knownEvent('')).toBeUndefined()
})

test('an author is called by name before address before id', () => {
  expect(logAuthor(log({ userName: 'Ann', userEmail: 'ann@example.org' }))).toBe('Ann')
  expect(logAuthor(log({ userEmail: 'ann@example.org', userId: 'a' }))).toBe('ann@example.org')
  expect(logAuthor(log({ userId: 'a' }))).toBe('a')
})

test('an origin leaves out what the server does not know', () => {
  const known = log({ clientName: 'Firefox', osName: 'Linux', ip: '127.0.0.1' })
  expect(logOrigin(known)).toBe('Firefox · Linux · 127.0.0.1')
  expect(logOrigin(log({ clientName: '', osName: 'Unknown', ip: '::1' }))).toBe('::1')
  expect(logOrigin(log())).toBe('')
})
