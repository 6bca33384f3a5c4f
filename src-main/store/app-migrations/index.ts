import type { Migration } from '../database'
import { drafts } from './001-drafts'
import { cache } from './003-cache'

/** The schema of the app's own database, step by step. */
export const appMigrations: readonly Migration[] = [drafts, cache]
