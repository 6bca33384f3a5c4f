import { describeRole, roleProblem } from '@renderer/audience/subscribe-role'
import { role } from '@contract/fields'
import { describe, expect, it } from 'vitest'

const texts = [
  'any',
  'guests',
  'users',
  'users/verified',
  'users/unverified',
  'user:abc',
  'user:abc/verified',
  'user:abc/unverified',
  'team:abc',
  'team:abc/owner',
  'member:abc',
  'label:vip',
  'label:v-i-p',
  'team:',
  'user',
  'role:all',
  '*',
  'users/maybe',
  '',
]

describe('a role', () => {
  it('is known exactly when the contract takes it', () => {
    const known = texts.filter((text) => describeRole(text))
    expect(known).toEqual(texts.filter((text) => role.safeParse(text).success))
  })

  it('is described with what it names', () => {
    expect(describeRole('team:news/owner')).toEqual({
      key: 'teamRole',
      params: { name: 'news', part: 'owner' },
    })
  })

  it.each([
    ['users', [], undefined],
    ['users', ['users'], 'repeated'],
    ['role:all', [], 'old'],
    ['team:', [], 'noId'],
    ['team', [], 'noId'],
    ['label:v-i-p', [], 'label'],
    ['user:-x', [], 'id'],
    ['everyone', [], 'unknown'],
    ['any', Array.from({ length: 100 }, (_, index) => `label:l${index}`), 'tooMany'],
  ] as const)('%j beside %j has the problem %j', (text, present, problem) => {
    expect(roleProblem(text, present)).toBe(problem)
  })
})
