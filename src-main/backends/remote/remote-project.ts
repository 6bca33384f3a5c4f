import type { Endpoint } from '@contract/endpoint'
import type { HttpReply } from './exchange'

type Fields = Readonly<Record<string, unknown>>

/** Where a remote project is and how to get in. */
export interface RemoteAddress {
  /** The base address, ending in `/v1`. */
  readonly endpoint: string
  /** The Appwrite project's id. */
  readonly project: string
  /** An API key of the project. */
  readonly key: string
  /** PEM of the one certificate that a person chose to trust besides what the system trusts. */
  readonly certificate?: string | null
  /** The system's proxy for the endpoint, null for none; undefined leaves it to the environment's variables. */
  readonly proxy?: string | null
}

/** One project of a server, called row by row. */
export interface RemoteProject {
  /** Carries a row out and answers its typed reply. Throws an `ApiError`. */
  call(row: Endpoint, input: Fields): Promise<unknown>
  /** Carries a row out and answers the reply as it came. */
  fetch(row: Endpoint, input: Fields): Promise<HttpReply>
}
