import type { Migration } from '../database'
import { drafts } from './001-drafts'
import { cache } from './003-cache'
import { draftChannels } from './004-draft-channels'
import { draftBase } from './005-draft-base'
import { draftHistory } from './006-draft-history'
import { outbox } from './007-outbox'
import { windowStates } from './008-window-states'
import { draftConflicts } from './009-draft-conflicts'

/**
 * The schema of the app's own database, step by step. A database remembers how many steps it has taken, so a
 * new one goes to the end, whatever its number.
 */
export const appMigrations: readonly Migration[] = [
  drafts,
  cache,
  draftChannels,
  draftBase,
  draftHistory,
  outbox,
  windowStates,
  draftConflicts,
]
