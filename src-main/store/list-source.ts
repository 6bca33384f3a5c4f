import type { Finder } from './finder'
import type { Attributes, Fragment } from './where'
import type { SearchMode } from './words'

/** A table that can be listed by the query language. */
export interface ListSource {
  /** The table; its alias is the same name. */
  readonly table: string
  readonly attributes: Attributes
  /** Columns to read, and the joins that some of them need; `*` of the table when absent. */
  readonly select?: string
  readonly joins?: string
  /** Present when the list takes the `search` parameter. */
  readonly search?: SearchMode
  /** SQL of the text that is searched; needed where a search may find many. */
  readonly text?: string
  /** So many hits are sorted; among more, the page is looked for in its order. As many as are counted when absent. */
  readonly mostSorted?: number
  /** So many texts are looked at for a page before what a search finds is gathered; 2,000 when absent. */
  readonly mostLookedAt?: number
}

/** What every row of a list is part of, and what narrows it beside the queries. */
export interface ListScope extends Fragment {
  /** The same for the full-text index, or less. */
  readonly match?: string
  readonly filters?: readonly Fragment[]
  /** In place of the `search` parameter: what any of these finds. */
  readonly finders?: readonly Finder[] | undefined
}
