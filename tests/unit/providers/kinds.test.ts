import { describe, expect, it } from 'vitest'
import { createRegistry } from '@main/providers'
import { providerKinds } from '@main/providers/kinds'

const kinds = providerKinds()

const known = [
  ...['type', 'enum', 'default', 'minLength', 'maxLength', 'minimum', 'maximum', 'pattern'],
  ...['format', 'label', 'help', 'placeholder', 'widget', 'choices', 'secret', 'when', 'span'],
  'stored',
]

describe('provider kinds', () => {
  it('are those of the API, each once, and whichever more have a file', () => {
    const slugs = kinds.map(({ kind }) => kind)
    expect(new Set(slugs).size).toBe(slugs.length)
    expect(slugs).toEqual(
      expect.arrayContaining([
        ...['apns', 'fcm', 'mailgun', 'msg91', 'resend', 'sendgrid', 'ses', 'smtp', 'telesign'],
        ...['textmagic', 'twilio', 'vonage'],
      ]),
    )
  })

  it('deliver where the provider file can be opened', () => {
    const registry = createRegistry()
    for (const { kind, delivers } of kinds)
      expect([kind, delivers]).toEqual([kind, registry.get(kind)?.open !== undefined])
  })

  it.each(kinds)('$kind describes every field in the words that a form knows', ({ settings }) => {
    for (const [name, field] of Object.entries(settings.properties)) {
      expect(field.label, name).toBeTruthy()
      expect(field.help, name).toBeTruthy()
      expect(field.stored, name).toMatch(/^(credentials|options)$/)
      expect(
        Object.keys(field).filter(
          (key) => !known.includes(key) && !/^(propertyNames|additionalProperties)$/.test(key),
        ),
        name,
      ).toEqual([])
      expect(field.type, name).toMatch(/^(string|integer|boolean|object)$/)
    }
  })

  it.each(kinds)('$kind needs only settings that it has', ({ settings, needed }) => {
    expect(Object.keys(settings.properties)).toEqual(expect.arrayContaining([...needed]))
  })

  it('takes a word as the sender of SMS once the provider exists, and keeps the field’s words', () => {
    const twilio = kinds.find(({ kind }) => kind === 'twilio')
    const created = twilio?.settings.properties.from
    const updated = twilio?.update?.properties.from

    expect(created?.pattern).toBeDefined()
    expect(updated).toMatchObject({ type: 'string', minLength: 1, maxLength: 256 })
    expect(updated).not.toHaveProperty('pattern')
    expect(updated).toMatchObject({ label: created?.label, stored: 'options', span: 12 })
    expect(Object.keys(twilio?.update?.properties ?? {})).toEqual(
      Object.keys(twilio?.settings.properties ?? {}),
    )
  })

  it('asks for the host of an SMTP server alone and offers a port', () => {
    const smtp = kinds.find(({ kind }) => kind === 'smtp')
    expect(smtp?.settings.required).toEqual(['host'])
    expect(smtp?.settings.properties.port).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      default: 587,
    })
    expect(Object.keys(smtp?.settings.properties ?? {})).toEqual(
      'host port username password encryption autoTLS mailer fromName fromEmail replyToName replyToEmail'.split(
        ' ',
      ),
    )
  })
})
