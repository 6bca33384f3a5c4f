import type { FailurePause } from '@contract/delivery'
import { defaultFailurePause } from '@contract/default-failure-pause'
import type { Connection } from './database'

/** When a message whose deliveries fail stops by itself. */
export const createFailurePauseStore = (db: Connection) => {
  const one = db.prepare<[], FailurePause>('SELECT share, outcomes FROM failure_pause')
  const set = db.prepare(
    `INSERT INTO failure_pause (id, share, outcomes) VALUES (1, @share, @outcomes)
     ON CONFLICT (id) DO UPDATE SET share = @share, outcomes = @outcomes`,
  )
  return {
    get: (): FailurePause => one.get() ?? defaultFailurePause,
    set: (pause: FailurePause): void => void set.run(pause),
  }
}
