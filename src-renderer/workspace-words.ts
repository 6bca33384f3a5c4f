import type { WorkspaceFacts } from '@contract/kept-profiles'
import type { ComposerTranslation } from 'vue-i18n'
import { formatBytes, formatCount } from './format-count'
import { formatDate } from './format-time'

/** What of a workspace is told in numbers. */
type Contents = Pick<NonNullable<WorkspaceFacts['holds']>, 'campaigns' | 'people' | 'providers'>

/** What a workspace holds, each part in words: `12 campaigns`. */
export const contentsWords = (
  t: ComposerTranslation,
  contents: Contents,
): Record<keyof Contents, string> => {
  const words = (key: keyof Contents): string =>
    t(`removal.${key}`, { count: formatCount(contents[key]) }, contents[key])
  return { campaigns: words('campaigns'), people: words('people'), providers: words('providers') }
}

/** What tells a workspace from others of its name: `12 campaigns, 240 people, one provider · 4.2 MB · …`. */
export const factsWords = (
  t: ComposerTranslation,
  { holds, bytes, changedAt }: WorkspaceFacts,
): string =>
  [
    holds ? t('removal.facts', contentsWords(t, holds)) : t('removal.unread'),
    formatBytes(bytes),
    ...(changedAt === null ? [] : [t('removal.changed', { when: formatDate(changedAt) })]),
  ].join(' · ')
