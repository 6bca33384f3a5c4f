import { createUnloadPolicy, savingMs } from '@main/app/unload-policy'
import { expect, it } from 'vitest'

it('lets the page save and asks the person only when it refuses again', () => {
  let now = 0
  const decide = createUnloadPolicy(() => now)
  expect(decide()).toBe('try-again')
  now += savingMs
  expect(decide()).toBe('ask')
})

it('takes a refusal after the person kept the window, or much later, as a new one', () => {
  let now = 0
  const decide = createUnloadPolicy(() => now)
  decide()
  now += savingMs
  decide()
  now += savingMs
  expect(decide()).toBe('try-again')
  now += 60_000
  expect(decide()).toBe('try-again')
})
