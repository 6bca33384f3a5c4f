import { api } from '@contract/index'
import welcome from '@/locales/en/connection'
import { grantedAbilities, keyAbilities } from '@/views/connection/key-abilities'
import { expect, test } from 'vitest'

const scopes = new Set(Object.values(api).map(({ scope }) => scope))
scopes.delete('public')

test('every scope of the contract belongs to an ability and has words for its absence', () => {
  expect(new Set<string>(Object.values(keyAbilities).flat())).toEqual(scopes)
  const told = Object.keys(welcome.without)
  expect(told.toSorted()).toEqual(
    ['other', ...[...scopes].map((scope) => scope.replace('.', '_'))].toSorted(),
  )
})

test('an ability is there only with all of its scopes', () => {
  const all = [...scopes].map((scope) => ({ scope, granted: true }))
  const some = all.map(({ scope }) => ({ scope, granted: !/^(topics|files)/.test(scope) }))

  expect(grantedAbilities(all)).toEqual(['campaigns', 'plumbing', 'people', 'files'])
  expect(grantedAbilities(some)).toEqual(['campaigns', 'people'])
})
