import { useI18n } from 'vue-i18n'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'
import type { Selection } from './use-selection'
import { toApiError } from '@/api'

/** Selects everything that a list would show, on every page. */
export const useSelectAll = <Row>(
  readAll: () => Promise<readonly Row[]>,
  selection: Selection<Row>,
): Action<[]> => {
  const { t } = useI18n()
  const notify = useNotify()
  return useAction(async () => {
    try {
      selection.add(await readAll())
    } catch (thrown) {
      notify.problem(t('common.selectionFailed'), toApiError(thrown))
    }
  })
}
