import { apiError } from '@contract/errors'
import { personRefusal, targetRefusal } from '@renderer/audience/person-refusal'
import { describe, expect, it } from 'vitest'

describe('a refused person', () => {
  it('names the one address that is taken', () => {
    const taken = apiError('user_already_exists')
    expect(personRefusal(taken, { email: 'a@example.org' }).param).toBe('email')
    expect(personRefusal(taken, { phone: '+46701234567' }).param).toBe('phone')
  })

  it('names no field when either address may be the taken one', () => {
    const taken = apiError('user_already_exists')
    const both = { email: 'a@example.org', phone: '+46701234567' }
    expect(personRefusal(taken, both).param).toBeUndefined()
  })

  it('calls the API’s number a phone', () => {
    const refused = apiError('general_argument_invalid', 'No.', { param: 'number' })
    expect(personRefusal(refused, {})).toMatchObject({ param: 'phone', message: 'No.' })
  })
})

describe('a refused target', () => {
  it.each([
    ['user_target_already_exists', 'identifier'],
    ['general_invalid_phone', 'identifier'],
    ['provider_incorrect_type', 'providerId'],
    ['user_not_found', undefined],
  ] as const)('%s is about %s', (type, param) => {
    expect(targetRefusal(apiError(type)).param).toBe(param)
  })
})
