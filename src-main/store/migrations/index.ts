import type { Migration } from '../database'
import { messaging } from './001-messaging'
import { logs } from './002-logs'
import { storage } from './003-storage'
import { imports } from './004-imports'
import { largeLists } from './005-large-lists'
import { missedSchedules } from './006-missed-schedules'
import { otherTargets } from './007-other-targets'
import { sharedSources } from './008-shared-sources'
import { deliveryControl } from './009-delivery-control'
import { largeSearches } from './010-large-searches'
import { sandboxFaults } from './011-sandbox-faults'
import { deliveryHorizon } from './012-delivery-horizon'
import { handOvers } from './013-hand-overs'
import { oneResolution } from './014-one-resolution'
import { recipientCeiling } from './015-recipient-ceiling'
import { removedTopics } from './016-removed-topics'
import { copiedRecipients } from './017-copied-recipients'

/** The schema of a local workspace, step by step. */
export const engineMigrations: readonly Migration[] = [
  messaging,
  logs,
  storage,
  imports,
  largeLists,
  missedSchedules,
  otherTargets,
  sharedSources,
  deliveryControl,
  largeSearches,
  sandboxFaults,
  deliveryHorizon,
  handOvers,
  oneResolution,
  recipientCeiling,
  removedTopics,
  copiedRecipients,
]
