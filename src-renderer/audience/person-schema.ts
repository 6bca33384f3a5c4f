import type { FormSchema } from '@contract/forms'
import { idField } from '@/forms/id-field'

/** The shape that the API takes for an international phone number. */
const phonePattern = '^\\+[1-9]\\d{6,14}$'

/** A person's own fields, as a form; `t` names them. Someone new can be given an id. */
export const personSchema = (t: (key: string) => string, isNew = false): FormSchema => ({
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 128, label: t('audience.name') },
    email: {
      type: 'string',
      format: 'email',
      label: t('audience.email'),
      placeholder: t('audience.emailExample'),
    },
    phone: {
      type: 'string',
      pattern: phonePattern,
      label: t('audience.phone'),
      placeholder: '+46701234567',
      help: t('audience.phoneHelp'),
    },
    ...(isNew && { userId: idField(t, t('audience.userId')) }),
  },
})

/** A target's fields, as a form: what identifies it depends on its channel. A new one can be given an id. */
export const targetSchema = (
  t: (key: string) => string,
  channel: 'email' | 'sms' | 'push',
  providers: readonly { readonly $id: string; readonly name: string }[],
  isNew: boolean,
): FormSchema => {
  const rules = {
    email: { format: 'email', placeholder: t('audience.emailExample') },
    sms: { pattern: phonePattern, placeholder: '+46701234567' },
    push: { maxLength: 255 },
  }
  return {
    type: 'object',
    properties: {
      identifier: {
        type: 'string',
        label: t(`audience.identifier.${channel}`),
        ...rules[channel],
      },
      name: { type: 'string', maxLength: 128, label: t('audience.targetName') },
      ...(providers.length > 0 && {
        providerId: {
          type: 'string',
          widget: 'select',
          enum: providers.map((provider) => provider.$id),
          choices: Object.fromEntries(providers.map(({ $id, name }) => [$id, name])),
          label: t('audience.provider'),
          placeholder: t('audience.defaultProvider'),
          help: t('audience.providerHelp'),
        } as const,
      }),
      ...(isNew && { targetId: idField(t, t('audience.targetId')) }),
    },
    required: ['identifier'],
  }
}
