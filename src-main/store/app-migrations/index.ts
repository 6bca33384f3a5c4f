import type { Migration } from '../database'
import { drafts } from './001-drafts'
import { cache } from './003-cache'
import { draftChannels } from './004-draft-channels'
import { draftBase } from './005-draft-base'
import { draftHistory } from './006-draft-history'

/** The schema of the app's own database, step by step. */
export const appMigrations: readonly Migration[] = [
  drafts,
  cache,
  draftChannels,
  draftBase,
  draftHistory,
]
