import type { SecretsStatus } from '@contract/settings'

/**
 * What became of looking a secret up. A locked keyring answers like an empty one, so `absent-or-locked`
 * never means that nothing was stored; the profile file is the index of what should be there.
 */
type SecretResult =
  { readonly state: 'found'; readonly secret: string } | { readonly state: 'absent-or-locked' }

/** Where secrets are kept. Every method throws `desktop_secret_unavailable` in words when it fails. */
export interface SecretStore {
  readonly status: SecretsStatus
  get(account: string): Promise<SecretResult>
  set(account: string, secret: string): Promise<void>
  /** Deleting what is not there succeeds. */
  delete(account: string): Promise<void>
  /**
   * Looks for a keychain that was not there before and answers the accounts of what was moved into it; `counts`
   * says of which the older secret there is given up.
   */
  lookAgain?(counts: (account: string) => boolean): Promise<readonly string[]>
}

/** The account of a remote profile's API key. */
export const keyAccount = (profileId: string): string => `profile/${profileId}/key`

/** The account of a local profile's vault key: 32 bytes in base64. */
export const vaultAccount = (profileId: string): string => `profile/${profileId}/vault`
