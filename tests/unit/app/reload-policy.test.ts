import { createReloadPolicy } from '@main/app/reload-policy'
import { expect, it } from 'vitest'

it('loads a crashed page again, but not for the third time within a minute', () => {
  let now = 0
  const decide = createReloadPolicy(() => now)
  expect(decide('crashed')).toBe('reload')
  now = 20_000
  expect(decide('oom')).toBe('reload')
  now = 40_000
  expect(decide('crashed')).toBe('error-page')
})

it('forgets crashes that are a minute old', () => {
  let now = 0
  const decide = createReloadPolicy(() => now)
  for (let crash = 0; crash < 10; crash += 1) {
    expect(decide('crashed')).toBe('reload')
    now += 31_000
  }
})

it('does nothing about a page that ended by itself', () => {
  const decide = createReloadPolicy(() => 0)
  for (let end = 0; end < 5; end += 1) expect(decide('clean-exit')).toBe('nothing')
})
