import type { Migration } from '../database'
import { messaging } from './001-messaging'
import { logs } from './002-logs'

/** The schema of a local workspace, step by step. */
export const engineMigrations: readonly Migration[] = [messaging, logs]
