import { useI18n } from 'vue-i18n'
import type { CheckName, Finding } from '@/drafts/finding'
import { formatCount } from '@/format-count'

/** Findings whose detail is the name of a push message's field. */
const aboutFields: ReadonlySet<CheckName> = new Set([
  'fieldLength',
  'serverNeeds',
  'serverLoses',
  'serverUntold',
])

/** What is wrong, why, and how to mend it, in words. */
export const useFindingWords = () => {
  const { t } = useI18n()
  return (finding: Finding, part: 'title' | 'why' | 'fix'): string => {
    const { name, count = 1, line = 0, detail = '' } = finding
    const shown = aboutFields.has(name) ? t(`push.${detail}`) : detail
    const words = { count: formatCount(count), detail: shown, line }
    return t(`composer.check.${name}.${part}`, words, count)
  }
}
