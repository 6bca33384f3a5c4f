import type { Connection } from './database'

/** Which file of hand-overs belongs to this ledger. */
export const createHandOverStore = (db: Connection) => {
  const one = db.prepare<[], string>('SELECT token FROM hand_overs').pluck()
  const set = db.prepare(
    'INSERT INTO hand_overs (id, token) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET token = excluded.token',
  )
  return {
    token: (): string | undefined => one.get(),
    setToken: (token: string): void => void set.run(token),
  }
}
