import { audienceCommands } from './audience'
import { bulkCommands } from './bulk'
import { campaignCopyCommands } from './campaign-copies'
import { ceilingCommands } from './ceiling'
import { copyCommands } from './copies'
import { deliveryCommands } from './delivery'
import { draftVersionCommands } from './draft-versions'
import { draftCommands } from './drafts'
import type { InputOf, ReplyOf } from './endpoint'
import type { ErrorBody } from './errors'
import type { BridgeEvent } from './events'
import { explanationCommands } from './explanations'
import { health } from './health'
import { keptProfileCommands } from './kept-profiles'
import { kindCommands } from './kinds'
import { messages } from './messages'
import { outboxCommands } from './outbox'
import { profileKeyCommands } from './profile-keys'
import { profileTransferCommands } from './profile-transfer'
import { profileCommands } from './profiles'
import { providers } from './providers'
import { sandboxCommands } from './sandbox'
import { scheduleCommands } from './schedules'
import { sendingLockCommands } from './sending-lock'
import { settingsCommands } from './settings'
import { storage } from './storage'
import { subscribers } from './subscribers'
import { topics } from './topics'
import { draftTrialCommands, trialCommands } from './trials'
import { users } from './users'
import { windowStateCommands } from './window-state'

/** Appwrite's HTTP API: every row once. */
export const api = {
  ...messages,
  ...providers,
  ...topics,
  ...subscribers,
  ...users,
  ...storage,
  ...health,
}

/** The app's own commands that concern the app itself and its profiles. */
export const appCommands = {
  ...settingsCommands,
  ...windowStateCommands,
  ...profileCommands,
  ...profileKeyCommands,
  ...profileTransferCommands,
  ...keptProfileCommands,
  ...sendingLockCommands,
  ...ceilingCommands,
  ...draftCommands,
  ...draftVersionCommands,
  ...draftTrialCommands,
  ...outboxCommands,
  ...copyCommands,
  ...campaignCopyCommands,
}

/** The app's own commands; those that are not the app's are for what sends. */
export const desktop = {
  ...appCommands,
  ...kindCommands,
  ...explanationCommands,
  ...deliveryCommands,
  ...scheduleCommands,
  ...trialCommands,
  ...sandboxCommands,
  ...bulkCommands,
  ...audienceCommands,
}

/** The API's table. */
export type Api = typeof api
/** The app's table. */
export type Desktop = typeof desktop
/** Everything that the renderer may call. */
export type Contract = Api & Desktop
/** The name of something the renderer may call. */
export type CallName = keyof Contract
/** What a caller passes. */
export type CallInput<Name extends CallName> = InputOf<Contract, Name>
/** What a caller gets. */
export type CallReply<Name extends CallName> = ReplyOf<Contract, Name>

/** What a call answers over the bridge; Electron would keep only the message of a thrown error. */
export type BridgeReply =
  | {
      readonly ok: true
      readonly value: unknown
      /** When the server gave this value; absent when it has just done so. */
      readonly readAt?: string
    }
  | { readonly ok: false; readonly error: ErrorBody }

/** What the preload script exposes as `window.bridge`, and nothing else. */
export interface Bridge {
  call(name: string, input: unknown): Promise<BridgeReply>
  /** Listens until the returned function is called. */
  on(listener: (event: BridgeEvent) => void): () => void
}
