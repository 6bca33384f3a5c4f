import type { Log } from '@contract/logs'
import type { Message } from '@contract/messages'
import type { Provider } from '@contract/providers'
import type { Bucket, StorageFile } from '@contract/storage'
import type { Subscriber } from '@contract/subscribers'
import type { Topic } from '@contract/topics'
import type { Target, User } from '@contract/users'
import type { StoredBucket } from '../store/buckets'
import type { StoredFile } from '../store/files'
import type { StoredLog } from '../store/logs'
import type { StoredMessage } from '../store/messages'
import type { StoredProvider } from '../store/providers'
import type { StoredSubscriber } from '../store/subscribers'
import type { StoredTarget } from '../store/targets'
import type { StoredTopic } from '../store/topics'
import type { StoredUser } from '../store/users'
import type { ProviderSettings } from './provider-settings'
import { parseUserAgent } from './user-agent'

interface Row {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

const stored = ({ id, createdAt, updatedAt }: Row) => ({
  $id: id,
  $createdAt: createdAt,
  $updatedAt: updatedAt,
})

/** A provider as the API answers it, secrets included (behaviour 3.2). */
export const toProvider = (row: StoredProvider, settings: ProviderSettings): Provider => ({
  ...stored(row),
  name: row.name,
  provider: row.provider,
  enabled: row.enabled,
  // The column takes only the three types.
  type: row.type as Provider['type'],
  credentials: settings.credentials,
  options: settings.options,
})

/** A topic as the API answers it. */
export const toTopic = (row: StoredTopic): Topic => ({
  ...stored(row),
  name: row.name,
  emailTotal: row.emailTotal,
  smsTotal: row.smsTotal,
  pushTotal: row.pushTotal,
  subscribe: [...row.subscribe],
})

/** A target as the API answers it. */
export const toTarget = (row: StoredTarget): Target => ({
  ...stored(row),
  name: row.name,
  userId: row.userId,
  providerId: row.providerId,
  providerType: row.providerType,
  identifier: row.identifier,
  expired: row.expired,
})

/** A subscriber as the API answers it. */
export const toSubscriber = (row: StoredSubscriber): Subscriber => ({
  ...stored(row),
  targetId: row.targetId,
  target: toTarget(row.target),
  userId: row.userId,
  userName: row.userName,
  topicId: row.topicId,
  providerType: row.providerType,
})

/** A user as the API answers it, with everything that it can be reached at. */
export const toUser = (row: StoredUser, targets: readonly StoredTarget[]): User => ({
  ...stored(row),
  name: row.name,
  registration: row.createdAt,
  // Nobody signs in here: what Appwrite says of passwords and visits stays empty.
  passwordUpdate: '',
  accessedAt: '',
  mfa: false,
  status: true,
  labels: [],
  email: row.email,
  phone: row.phone,
  emailVerification: false,
  phoneVerification: false,
  prefs: {},
  targets: targets.map(toTarget),
})

/** A message as the API answers it. */
export const toMessage = (row: StoredMessage): Message => ({
  ...stored(row),
  providerType: row.providerType,
  topics: [...row.topics],
  users: [...row.users],
  targets: [...row.targets],
  scheduledAt: row.scheduledAt,
  deliveredAt: row.deliveredAt,
  deliveryErrors: [...row.deliveryErrors],
  deliveredTotal: row.deliveredTotal,
  data: { ...row.data },
  status: row.status,
})

/** A log as the API answers it; nothing here looks up countries (behaviour 3.6). */
export const toLog = (row: StoredLog): Log => ({
  event: row.event,
  userId: row.userId,
  userEmail: row.userEmail,
  userName: row.userName,
  mode: row.mode,
  userType: row.userType,
  ip: row.ip,
  time: row.time,
  ...parseUserAgent(row.userAgent),
  countryCode: '--',
  countryName: 'Unknown',
})

/** A bucket as the API answers it; whoever holds the key may do everything, and nothing is recoded. */
export const toBucket = (row: StoredBucket): Bucket => ({
  ...stored(row),
  $permissions: [],
  fileSecurity: false,
  name: row.name,
  enabled: row.enabled,
  maximumFileSize: row.maximumFileSize,
  allowedFileExtensions: [...row.allowedFileExtensions],
  compression: 'none',
  encryption: false,
  antivirus: false,
})

/** A file as the API answers it. */
export const toFile = (row: StoredFile): StorageFile => ({
  $id: row.id,
  bucketId: row.bucketId,
  $createdAt: row.createdAt,
  $updatedAt: row.updatedAt,
  $permissions: [],
  name: row.name,
  signature: row.signature,
  mimeType: row.mimeType,
  sizeOriginal: row.sizeOriginal,
  chunksTotal: row.chunksTotal,
  chunksUploaded: row.chunksUploaded,
})
