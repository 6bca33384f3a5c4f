import { z } from 'zod'
import { command } from './endpoint'
import { text } from './fields'
import { profile } from './profiles'
import { windowState } from './window-state'

/** What the person chose for the whole app. */
export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** What one part of a text message costs, as the person typed it; absent until then. */
  smsPrice: z.object({ perSegment: z.number().min(0), currency: text(1, 8) }).optional(),
})

/** How the engine of the active local profile is. `none` for a remote profile or no profile. */
export const engineStatus = z.object({
  state: z.enum(['none', 'starting', 'running', 'restarting', 'stopped']),
  /** How often it was restarted since the profile was opened. */
  restarts: z.int(),
  /** For people: why it is not running; null while it runs. */
  problem: z.string().nullable(),
})

/** Whether the server of the active remote profile answers, as the last call found; `none` for a local one. */
export const serverStatus = z.object({
  state: z.enum(['none', 'online', 'offline']),
  /** Since when it does not answer; null while it does. */
  since: z.string().nullable(),
  /** For people: what the last call met; null while it answers. */
  problem: z.string().nullable(),
  /** When it is tried again by itself. */
  retryAt: z.string().nullable(),
})

/** Calls to servers that are repeated after a pause. */
export const serverWait = z.object({
  /** When the last of them goes on. */
  until: z.string(),
  /** The server said how long; otherwise an attempt failed and another one follows. */
  asked: z.boolean(),
})

/** Where secrets are kept. */
export const secretsStatus = z.object({
  /** `memory` forgets at the end of the session; `environment` is the headless engine's. */
  store: z.enum(['keychain', 'memory', 'environment']),
  /** For people: "macOS Keychain", "Secret Service" …, or why there is none. */
  label: z.string(),
  /** For people: how to get a keychain; null when there is one. */
  remedy: z.string().nullable(),
})

/** What the active profile's backend can do; screens ask this, never the kind of profile. */
export const capabilities = z.object({
  /** Sending is this computer's: counts and explanations of recipients, missed schedules, reports, retries. */
  ledger: z.boolean(),
  sandbox: z.boolean(),
  /** Files of people in and out. */
  bulk: z.boolean(),
})

/** Everything a window needs to draw its frame. */
export const appState = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  platform: z.string(),
  profiles: z.array(profile),
  activeProfileId: z.string().nullable(),
  /** Where the active workspace keeps its data; null for a remote profile or none. */
  folder: z.string().nullable(),
  capabilities,
  settings,
  engine: engineStatus,
  server: serverStatus,
  /** Null while nothing waits for longer than a moment. */
  serverWait: serverWait.nullable(),
  secrets: secretsStatus,
  /** The open profile's key is out of reach: an API key, or the key of a workspace's credentials. */
  lacksSecret: z.boolean(),
  /** When sending from the active profile is locked again; null while it is locked, or never is. */
  unlockedUntil: z.string().nullable(),
  /** What the window showed of the active profile when it was last open. */
  window: windowState,
  /** For people: things found at start that need reading, such as a settings file that was damaged. */
  notices: z.array(z.string()),
})

/** The whole app: state, settings, the engine's process. */
export const settingsCommands = {
  getAppState: command({ on: 'app', input: z.object({}), reply: appState }),
  updateSettings: command({ on: 'app', input: settings.partial(), reply: settings }),
  restartEngine: command({ on: 'app', input: z.object({}), reply: engineStatus }),
  /** Looks for a keychain, and for a secret of the active profile that was out of reach. */
  lookForSecrets: command({ on: 'app', input: z.object({}), reply: z.object({}) }),
  /** Tries the server of the active profile now. */
  tryServer: command({ on: 'app', input: z.object({}), reply: serverStatus }),
  /** Ends the waiting for servers: what waits fails, and is not tried again by itself. */
  stopWaiting: command({ on: 'app', input: z.object({}), reply: z.object({}) }),
}

/** What the person chose for the whole app. */
export type Settings = z.infer<typeof settings>
/** How the engine is. */
export type EngineStatus = z.infer<typeof engineStatus>
/** Whether the server answers. */
export type ServerStatus = z.infer<typeof serverStatus>
/** Calls to servers that wait. */
export type ServerWait = z.infer<typeof serverWait>
/** Where secrets are kept. */
export type SecretsStatus = z.infer<typeof secretsStatus>
/** What the active profile's backend can do. */
export type Capabilities = z.infer<typeof capabilities>
/** Everything a window needs to draw its frame. */
export type AppState = z.infer<typeof appState>
