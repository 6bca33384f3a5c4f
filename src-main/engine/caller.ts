import { confirmedPeople } from '@contract/ceiling'
import type { Handlers, Table } from '@contract/endpoint'
import { z } from 'zod'

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
  /** How many people a person in the app has said that the message may reach. */
  readonly confirmedPeople?: number
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

/**
 * The app as the caller of one call. What was confirmed stands beside the input, where the rows of the API do
 * not look: whoever calls over a server has no such word.
 */
export const theAppWith = (input: unknown): Caller => {
  const people = confirmation.safeParse(input).data?.confirmedPeople
  return people === undefined ? theApp : { ...theApp, confirmedPeople: people }
}

/** Nearly every call has none: that is no failure, which would cost more. */
const confirmation = z.object({ confirmedPeople: confirmedPeople.optional() })

/** Some handlers of a table, told who calls. */
export type EngineHandlers<T extends Table> = Partial<Handlers<T, Caller>>
