import type { FormField, FormSchema } from '@contract/forms'
import { formProblems, settingProblem } from '@renderer/forms/form-problem'
import { initialValues } from '@renderer/forms/form-values'
import { describe, expect, it } from 'vitest'

const port: FormField = { type: 'integer', minimum: 1, maximum: 65_535, label: 'Port' }
const email: FormField = { type: 'string', format: 'email', pattern: '^\\S+@\\S+\\.\\S+$' }

describe('the problem of a setting', () => {
  it.each([
    [port, 99_999, { key: 'maximum', params: { label: 'Port', limit: 65_535 } }],
    [port, 0, { key: 'minimum', params: { label: 'Port', limit: 1 } }],
    [port, 'abc', { key: 'integer' }],
    [port, 1.5, { key: 'integer' }],
    [port, 587, undefined],
    [email, 'you', { key: 'email' }],
    [email, 'you@example', { key: 'emailEnding' }],
    [email, 'you @example.org', { key: 'emailSpace' }],
    [email, 'you@example.org', undefined],
    [{ type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' }, '0171', { key: 'phone' }],
    [
      { type: 'string', pattern: '^AC', placeholder: 'AC1' },
      'x',
      { key: 'like', params: { example: 'AC1' } },
    ],
    [
      { type: 'string', maxLength: 2, label: 'Key' },
      'abc',
      { key: 'maxLength', params: { label: 'Key', limit: 2 } },
    ],
    [{ type: 'object' }, '{', { key: 'json' }],
    [{ enum: ['a'] }, 'b', { key: 'choose' }],
  ] satisfies [FormField, unknown, unknown][])('%j with %j', (field, setting, problem) => {
    expect(settingProblem(field, setting)).toEqual(problem)
  })

  it('is found inside alternatives too', () => {
    const field = {
      anyOf: [
        { type: 'string', const: '' },
        { type: 'string', minLength: 3 },
      ],
    }
    // zod writes unions that a `FormField` does not name; they are validated all the same.
    expect(settingProblem(field as unknown as FormField, 'ab')).toEqual({
      key: 'minLength',
      params: { label: '', limit: 3 },
    })
  })
})

describe('the problems of a form', () => {
  const schema: FormSchema = {
    type: 'object',
    properties: {
      host: { type: 'string', label: 'Host' },
      key: { type: 'string', secret: true, label: 'Key' },
      from: { ...email, when: { field: 'host', is: 'a' } },
    },
    required: ['host', 'key'],
  }

  it('name what is required, except secrets that are stored', () => {
    const values = initialValues(schema)
    expect(Object.keys(formProblems(schema, values))).toEqual(['host', 'key'])
    expect(Object.keys(formProblems(schema, values, { stored: { key: '••••' } }))).toEqual(['host'])
  })

  it('leave hidden fields alone', () => {
    const values = { host: 'b', key: 'k', from: 'wrong' }
    expect(formProblems(schema, values)).toEqual({})
    expect(formProblems(schema, { ...values, host: 'a' })).toEqual({ from: { key: 'email' } })
  })

  it('say that what is stored cannot be emptied, unless it can', () => {
    const optional = { ...schema, required: [] }
    const stored = { host: 'a.example' }
    const values = { host: '', key: '' }
    expect(formProblems(optional, values, { stored })).toEqual({ host: { key: 'cannotEmpty' } })
    expect(formProblems(optional, values, { stored, emptiable: ['host'] })).toEqual({})
  })
})
