import type { Handlers, Table } from '@contract/endpoint'

/** Who calls and from where: what the logs tell, and what a link back to this server needs. */
export interface Caller {
  readonly mode: 'admin' | 'default'
  /** The API's words: `admin` for a person in the app, `keyProject` for a holder of the project's key. */
  readonly userType: 'admin' | 'keyProject'
  readonly userId: string
  readonly userName: string
  readonly userEmail: string
  readonly ip: string
  readonly userAgent: string
  /** The server that took the call; absent when it came over no server. */
  readonly server?: {
    /** Ends in `/v1`. */
    readonly url: string
    readonly project: string
  }
}

/** The app itself, on behalf of the person in front of it. */
export const theApp: Caller = {
  mode: 'admin',
  userType: 'admin',
  userId: '',
  userName: 'Sendwright',
  userEmail: '',
  ip: '',
  userAgent: '',
}

/** Some handlers of a table, told who calls. */
export type EngineHandlers<T extends Table> = Partial<Handlers<T, Caller>>
