import { join } from 'node:path'
import { createBucketStore } from './buckets'
import { createCauseStore } from './causes'
import { createClaimStore } from './claims'
import { closeDatabase, openDatabase, setCache } from './database'
import { createDeliveryStore } from './deliveries'
import { createDeliveryList } from './delivery-list'
import { createExpansionStore } from './expansion'
import { createFailurePauseStore } from './failure-pause'
import { createFileStore } from './files'
import { createExplanationStore } from './explanations'
import { createExportStore } from './exports'
import { createHandOverStore } from './hand-overs'
import { createHorizonStore } from './horizons'
import { createImportStore } from './imports'
import { createLogStore } from './logs'
import { createMessageStore } from './messages'
import { engineMigrations } from './migrations'
import { createMissedStore } from './missed'
import { createPeopleTables, createRehearsal } from './people'
import { createProviderLimitStore } from './provider-limits'
import { createProviderStore } from './providers'
import { createPutOffStore } from './put-off'
import { createResolutionStore } from './resolutions'
import { createSandboxStore } from './sandbox'
import { createSandboxFaultStore } from './sandbox-faults'
import { createSendingStore } from './sendings'
import { createSubscriberStore } from './subscribers'
import { createTargetStore } from './targets'
import { createTopicStore } from './topics'
import { createUserStore } from './users'
import { createWaitingStore } from './waiting'

/** Everything that a local workspace keeps. */
export type Store = ReturnType<typeof openStore>

/** Opens `engine.db` in the folder, which is created when missing. Throws like `openDatabase`. */
export const openStore = (folder: string, log: (line: string) => void) => {
  const db = openDatabase({ file: join(folder, 'engine.db'), migrations: engineMigrations, log })
  const sendings = createSendingStore(db)
  return {
    providers: createProviderStore(db),
    topics: createTopicStore(db),
    users: createUserStore(db),
    targets: createTargetStore(db),
    subscribers: createSubscriberStore(db),
    messages: createMessageStore(db),
    missed: createMissedStore(db),
    resolutions: createResolutionStore(db),
    explanations: createExplanationStore(db),
    sendings,
    deliveries: createDeliveryStore(db, sendings),
    waiting: createWaitingStore(db, sendings),
    listDeliveries: createDeliveryList(db),
    causes: createCauseStore(db, sendings),
    claims: createClaimStore(db, sendings),
    putOff: createPutOffStore(db),
    handOvers: createHandOverStore(db),
    expansion: createExpansionStore(db, sendings),
    horizons: createHorizonStore(db, sendings),
    providerLimits: createProviderLimitStore(db),
    failurePause: createFailurePauseStore(db),
    sandbox: createSandboxStore(db),
    sandboxFaults: createSandboxFaultStore(db),
    buckets: createBucketStore(db),
    files: createFileStore(db),
    logs: createLogStore(db),
    imports: createImportStore(db),
    exports: createExportStore(db),
    /** The tables that an import writes; with a run's number, a rehearsal that writes nothing. */
    people: (rehearsal?: number) => {
      const tables = createPeopleTables(db)
      return rehearsal === undefined ? tables : createRehearsal(db, tables, rehearsal)
    },
    /** All or nothing. */
    transaction: <Result>(work: () => Result): Result => db.transaction(work).immediate(),
    /**
     * All or nothing, without waiting for the disk: a power cut may take back the latest of these, never a
     * part of one. The next `transaction` makes them as safe as itself.
     */
    batch: <Result>(work: () => Result): Result => {
      db.pragma('synchronous = NORMAL')
      try {
        return db.transaction(work).immediate()
      } finally {
        db.pragma('synchronous = FULL')
      }
    },
    /** While many people are imported a large cache doubles their pace. */
    setCache: (size: 'small' | 'large'): void => setCache(db, size),
    close: (): void => closeDatabase(db),
  }
}
