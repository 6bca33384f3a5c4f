import { Query } from '@contract/queries'
import type { Sort } from './data-list'

/** Asks the API for a list in the order of a column that is named like its attribute. */
export const orderBy = ({ key, direction }: Sort): string =>
  direction === 'ascending' ? Query.orderAsc(key) : Query.orderDesc(key)
