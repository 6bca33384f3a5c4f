import type { ExplainedRecipient } from '@contract/explanations'
import type { ProviderType } from '@contract/messages'
import type { ComposerTranslation } from 'vue-i18n'

/** What names somebody: the name, else the address, else the id that leads nowhere. */
export const recipientName = ({ userName, identifier, sources }: ExplainedRecipient): string =>
  userName || identifier || sources[0]?.id || ''

/** The places that list somebody, as words. */
export const sourceWords = ({ sources }: ExplainedRecipient, t: ComposerTranslation): string =>
  [
    ...sources.flatMap(({ kind, id, name }) => (kind === 'topic' ? [name || id] : [])),
    ...(sources.some(({ kind }) => kind !== 'topic') ? [t('xray.picked')] : []),
  ].join(', ')

/** Why somebody gets nothing, in a few words; empty when they get it. */
export const exclusionWords = (
  { exclusion, sources }: ExplainedRecipient,
  channel: ProviderType,
  t: ComposerTranslation,
): string => {
  switch (exclusion) {
    case null:
      return ''
    case 'no_target':
    case 'other_channel':
      return t(`xray.reason.${exclusion}.${channel}`)
    default:
      return t(`xray.reason.${exclusion}`, { id: sources[0]?.id ?? '' })
  }
}
