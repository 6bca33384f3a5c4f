import { z } from 'zod'
import { recipientCeiling } from './ceiling'
import { command } from './endpoint'
import { text } from './fields'
import { profileColours } from './profile-colours'
import { defaultMissedPolicy, missedPolicy } from './schedules'

/** What a profile's messages reach; it names and colours the profile's band and tag. */
export const environment = z.enum(['production', 'staging', 'development', 'local'])

/** The colour of a profile's square. */
const colour = z.enum(profileColours).default('environment')

/** What a server shows of itself when it is connected to over TLS. */
const serverCertificate = z.object({
  pem: z.string(),
  /** SHA-256, in hexadecimal. */
  fingerprint: z.string(),
  /** The name that it was made for. */
  subject: z.string(),
  /** Who signed it. */
  issuer: z.string(),
  validTo: z.string(),
})

/** In production, sending needs a deliberate unlock. */
const locked = z.boolean().default(false)

/** More people than this need their number typed before a message goes out; null: none do. */
const ceiling = recipientCeiling.default(null)

/** A workspace on this computer, with an engine of its own. */
export const localProfile = z.object({
  kind: z.literal('local'),
  id: z.string(),
  name: z.string(),
  environment,
  colour,
  locked,
  ceiling,
  /** True: nothing leaves this computer. */
  sandbox: z.boolean(),
  missed: missedPolicy.default(defaultMissedPolicy),
  createdAt: z.string(),
})

/** A project of an Appwrite server. */
export const remoteProfile = z.object({
  kind: z.literal('remote'),
  id: z.string(),
  name: z.string(),
  environment,
  colour,
  locked,
  ceiling,
  /** The base address, ending in `/v1`. */
  endpoint: z.string(),
  /** The Appwrite project's id. */
  project: z.string(),
  /** PEM of the one certificate that is trusted besides what the system trusts. */
  certificate: z.string().nullable().default(null),
  createdAt: z.string(),
})

/** A place to work in. Never a secret. */
export const profile = z.discriminatedUnion('kind', [localProfile, remoteProfile])

const name = text(1, 64)
const projectId = text(1, 36)
const key = text(1, 4096)
/** PEM of the one certificate that the person chose to trust, and of nothing else: no key belongs in a profile. */
const certificate = text(1, 20_000).regex(
  /^-----BEGIN CERTIFICATE-----[A-Za-z\d+/=\s]+-----END CERTIFICATE-----\s*$/,
  'must be one certificate in PEM',
)

const addressText = 'must be an address such as https://cloud.appwrite.io/v1'

/** An Appwrite base address without query, fragment and user; `/v1` is added when there is no path. */
const address = z
  .string()
  .trim()
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i, addressText)
  // A port or a number of a computer that there cannot be.
  .refine((value) => z.url().safeParse(value).success, addressText)
  .transform((value) => {
    const trimmed = value.replace(/\/+$/, '')
    return /^https?:\/\/[^/]+$/i.test(trimmed) ? `${trimmed}/v1` : trimmed
  })

/** A local profile as a file of profiles may bring it. */
export const importedLocal = localProfile.extend({ name })

/** A remote profile as a file of profiles may bring it. */
export const importedRemote = remoteProfile.extend({
  name,
  endpoint: address,
  project: projectId,
  certificate: certificate.nullable().default(null),
})

const access = {
  endpoint: address,
  project: projectId,
  key,
  certificate: certificate.optional(),
}

/** What a server said to a key. */
const connectionCheck = z.object({
  ok: z.boolean(),
  /** The server's version when it tells. */
  version: z.string().nullable(),
  problem: z
    .object({ param: z.enum(['endpoint', 'project', 'key']), message: z.string() })
    .nullable(),
  /** What the server presents, when nobody this computer trusts vouches for it. */
  certificate: serverCertificate.nullable(),
  /** The one that was trusted until then, when the server presents another. */
  trusted: serverCertificate.nullable(),
  /** Every scope that the app has a use for, and whether the key holds it. */
  scopes: z.array(z.object({ scope: z.string(), granted: z.boolean() })),
})

/** Profiles: add, open, change, remove. */
export const profileCommands = {
  createLocalProfile: command({
    on: 'app',
    input: z.object({ name, environment: environment.default('local'), colour }),
    reply: profile,
  }),
  connectProfile: command({
    on: 'app',
    input: z.object({ name, environment, colour, locked, ...access }),
    reply: profile,
  }),
  /** Asks the server with this key; says in words what is wrong. Nothing is stored. */
  checkConnection: command({
    on: 'app',
    input: z.object(access),
    reply: connectionCheck,
  }),
  /**
   * The same of a remote profile, with its stored key; `desktop_secret_unavailable` without one. The key goes
   * to a server of another certificate than the stored one only when that certificate is given: a person chose
   * to trust it.
   */
  checkProfile: command({
    on: 'app',
    input: z.object({ profileId: z.string(), certificate: certificate.optional() }),
    reply: connectionCheck,
  }),
  selectProfile: command({ on: 'app', input: z.object({ profileId: z.string() }), reply: profile }),
  updateProfile: command({
    on: 'app',
    input: z.object({
      profileId: z.string(),
      name: name.optional(),
      environment: environment.optional(),
      colour: z.enum(profileColours).optional(),
      locked: z.boolean().optional(),
      /** 0 takes the ceiling away. */
      ceiling: z.int().min(0).max(1_000_000_000).optional(),
      /** Local profiles only. */
      sandbox: z.boolean().optional(),
      /** Local profiles only. */
      missed: missedPolicy.optional(),
      /** Remote profiles only: replaces the stored API key. */
      key: key.optional(),
      /**
       * Remote profiles only: where the project is now. Another address or project needs its `key`, because a
       * key is only ever sent where it was entered for. What was kept of the former one for reading offline
       * goes; drafts stay; what was released in the outbox waits again.
       */
      endpoint: address.optional(),
      project: projectId.optional(),
      /** The one certificate to trust there; absent with another address: none. */
      certificate: certificate.optional(),
    }),
    reply: profile,
  }),
  /** Removes the profile, the key of a remote one, and what neither stays nor goes elsewhere. */
  removeProfile: command({
    on: 'app',
    input: z.object({
      profileId: z.string(),
      /** Another profile that takes the drafts. */
      draftsTo: z.string().optional(),
      /** Local profiles only: its data and the key of its credentials stay, so that it can be opened again. */
      keepFiles: z.boolean().default(false),
      /** The drafts stay: with the kept files, or until another profile takes them. */
      keepDrafts: z.boolean().default(false),
    }),
    reply: z.object({}),
  }),
}

/** A place to work in. */
export type Profile = z.infer<typeof profile>
/** A server's certificate as a person is shown it. */
export type ServerCertificate = z.infer<typeof serverCertificate>
/** What a profile's messages reach. */
export type Environment = z.infer<typeof environment>
