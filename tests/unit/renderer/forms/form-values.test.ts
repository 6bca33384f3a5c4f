import type { FormSchema } from '@contract/forms'
import { controlName, visibleFields } from '@renderer/forms/form-field'
import {
  changedSettings,
  enteredSettings,
  hasChanges,
  initialValues,
  missingFields,
} from '@renderer/forms/form-values'
import { describe, expect, it } from 'vitest'

const schema: FormSchema = {
  type: 'object',
  properties: {
    host: { type: 'string', minLength: 1 },
    port: { type: 'integer', default: 587 },
    password: { type: 'string', secret: true },
    encryption: { type: 'string', enum: ['none', 'ssl', 'tls'], default: 'ssl' },
    autoTLS: { type: 'boolean', default: true, when: { field: 'encryption', is: 'none' } },
    account: { type: 'object' },
  },
  required: ['host'],
}

describe('visible fields', () => {
  it('leave out those whose condition does not hold', () => {
    const values = initialValues(schema)
    expect(visibleFields(schema, values).map(([name]) => name)).not.toContain('autoTLS')
    const without = { ...values, encryption: 'none' }
    expect(visibleFields(schema, without).map(([name]) => name)).toContain('autoTLS')
  })

  it('are drawn by the control that they name, else by one that suits their type', () => {
    expect(controlName({ type: 'string', widget: 'file', secret: true })).toBe('file')
    expect(controlName({ type: 'string', secret: true })).toBe('password')
    expect(controlName({ enum: ['a', 'b'] })).toBe('segments')
    expect(controlName({ enum: ['a', 'b', 'c', 'd', 'e'] })).toBe('select')
    expect(controlName({ type: 'integer' })).toBe('number')
    expect(controlName({ type: 'array' })).toBe('list')
  })
})

describe('initial values', () => {
  it('are the defaults for something new', () => {
    expect(initialValues(schema)).toEqual({
      host: '',
      port: '587',
      password: '',
      encryption: 'ssl',
      autoTLS: true,
      account: '',
    })
  })

  it('are what is stored, never a secret', () => {
    const stored = { host: 'a.example', port: 25, password: '••••', encryption: '', autoTLS: false }
    expect(initialValues(schema, stored)).toMatchObject({
      host: 'a.example',
      port: '25',
      password: '',
      encryption: 'none',
      autoTLS: false,
    })
  })
})

describe('what is sent', () => {
  it('for something new is everything that was entered, as JSON values', () => {
    const values = {
      ...initialValues(schema),
      host: ' a.example ',
      password: ' p ',
      account: '{"a":1}',
    }
    expect(enteredSettings(schema, values)).toEqual({
      host: 'a.example',
      port: 587,
      password: ' p ',
      encryption: 'ssl',
      account: { a: 1 },
    })
  })

  it('for something stored is only what changed, and secrets only when replaced', () => {
    const before = initialValues(schema, { host: 'a.example', port: 25, password: '••••' })
    expect(changedSettings(schema, before, before)).toEqual({})
    expect(changedSettings(schema, before, { ...before, port: '26' })).toEqual({ port: 26 })
    expect(changedSettings(schema, before, { ...before, password: 'new' })).toEqual({
      password: 'new',
    })
  })

  it('leaves out emptied and hidden fields', () => {
    const before = initialValues(schema, { host: 'a.example', encryption: 'tls' })
    const values = { ...before, host: '', autoTLS: false }
    expect(changedSettings(schema, before, values)).toEqual({})
    expect(hasChanges(schema, before, values)).toBe(true)
  })
})

describe('missing fields', () => {
  it('count a stored secret as given', () => {
    const values = initialValues(schema)
    expect(missingFields(schema, ['host', 'password'], values)).toEqual(['host', 'password'])
    expect(missingFields(schema, ['host', 'password'], values, { password: '••••' })).toEqual([
      'host',
    ])
  })
})
