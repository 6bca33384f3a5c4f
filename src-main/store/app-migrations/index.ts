import type { Migration } from '../database'
import { drafts } from './001-drafts'

/** The schema of the app's own database, step by step. */
export const appMigrations: readonly Migration[] = [drafts]
