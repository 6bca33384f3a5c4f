import { createMemoryStore } from '@main/secrets/memory'
import { keyAccount } from '@main/secrets/secret-store'
import { expect, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { temporaryFolder } from '../../support/temporary-folder'

const setUp = async () => {
  const { launchEngine } = createRecordedEngines()
  const secrets = createMemoryStore('memory', null)
  const opened = await openTestStudio({ dataFolder: temporaryFolder(), launchEngine, secrets })
  return { ...opened, secrets }
}
const project = {
  name: 'Shop',
  environment: 'production',
  locked: true,
  endpoint: 'https://appwrite.invalid/v1',
  project: 'shop',
  key: 'planted-api-key-0123456789',
} as const

test('profiles travel as a file without their secrets, each once', async () => {
  const from = await setUp()
  await from.call('connectProfile', project)
  const workshop = await from.call('createLocalProfile', { name: 'Workshop' })
  await from.call('updateProfile', { profileId: workshop.id, sandbox: false, ceiling: 2000 })
  const to = await setUp()

  const { text } = await from.call('exportProfiles', {})
  const first = await to.call('importProfiles', { text })
  const second = await to.call('importProfiles', { text })

  expect(text).not.toContain(project.key)
  expect(first).toMatchObject({
    added: [
      { kind: 'remote', name: 'Shop', endpoint: project.endpoint, project: 'shop', locked: true },
      { kind: 'local', name: 'Workshop', sandbox: true, ceiling: 2000 },
    ],
    known: [],
    kept: [],
  })
  expect(second).toEqual({ added: [], known: first.added, kept: [] })
  expect(first.added.map(({ id }) => id)).not.toContain(workshop.id)
  expect(await to.call('getAppState', {})).toMatchObject({
    profiles: first.added,
    activeProfileId: null,
  })
})

test('an imported workspace says that one of its name was kept', async () => {
  const { call } = await setUp()
  const { id } = await call('createLocalProfile', { name: 'Workshop' })
  const { text } = await call('exportProfiles', {})
  await call('removeProfile', { profileId: id, keepFiles: true })

  expect(await call('importProfiles', { text })).toMatchObject({
    ...{ added: [{ name: 'Workshop' }], known: [], kept: [{ id, name: 'Workshop' }] },
  })
})

/** A file with this remote profile in it. */
const fileOf = (part: object): string =>
  JSON.stringify({
    ...{ format: 'sendwright-profiles', version: 1 },
    profiles: [
      {
        ...{ kind: 'remote', name: 'Shop', environment: 'staging', locked: false, ceiling: null },
        ...{ endpoint: 'https://appwrite.example/v1', project: 'shop', certificate: null },
        ...part,
      },
    ],
  })
const pem = (name: string): string => `-----BEGIN ${name}-----\nQUJD\n-----END ${name}-----\n`

test('one certificate travels along', async () => {
  const { call } = await setUp()
  const text = fileOf({ certificate: pem('CERTIFICATE') })
  expect(await call('importProfiles', { text })).toMatchObject({
    added: [{ certificate: pem('CERTIFICATE') }],
  })
})

test.each([
  ['an address with a password', fileOf({ endpoint: 'https://me:planted@appwrite.example/v1' })],
  [
    'a private key beside a certificate',
    fileOf({ certificate: pem('CERTIFICATE') + pem('PRIVATE KEY') }),
  ],
  ['no JSON', 'profiles'],
  ['another file', '{"name":"package"}'],
  ['a profile without its place', '{"format":"sendwright-profiles","version":1,"profiles":[{}]}'],
  ['a later version', '{"format":"sendwright-profiles","version":2,"profiles":[]}'],
])('%s is refused, and nothing is added', async (_, text) => {
  const { call } = await setUp()

  await expect(call('importProfiles', { text })).rejects.toMatchObject({
    type: 'general_argument_invalid',
    message: expect.stringContaining('Nothing was added'),
  })
  expect((await call('getAppState', {})).profiles).toEqual([])
})

test.each([
  ['no name', { name: '' }, '“name” of profile 2'],
  ['a name that fills the screen', { name: 'x'.repeat(65) }, '“name” of profile 2'],
  ['an address that cannot be', { endpoint: 'http://h:99999/v1' }, '“endpoint” of profile 2'],
  ['an unknown environment', { environment: 'moon' }, '“environment” of profile 2'],
])('a file that gives a profile %s says where', async (_, change, place) => {
  const { call } = await setUp()
  const first = { kind: 'remote', ...project, key: undefined }
  const profiles = [first, { ...first, project: 'other', ...change }]
  const text = JSON.stringify({ format: 'sendwright-profiles', version: 1, profiles })

  await expect(call('importProfiles', { text })).rejects.toMatchObject({
    message: expect.stringContaining(place),
  })
  expect((await call('getAppState', {})).profiles).toEqual([])
})

test('a project is duplicated with its key under an id of its own, when that is said', async () => {
  const { call, secrets } = await setUp()
  const { id } = await call('connectProfile', project)

  const bare = await call('duplicateProfile', { profileId: id, name: 'Bare' })
  const copy = await call('duplicateProfile', {
    ...{ profileId: id, name: 'Shop, staging', withKey: true },
  })

  expect(await secrets.get(keyAccount(bare.id))).toEqual({ state: 'absent-or-locked' })

  expect(copy).toMatchObject({ name: 'Shop, staging', endpoint: project.endpoint, locked: true })
  expect(copy.id).not.toBe(id)
  expect(await secrets.get(keyAccount(copy.id))).toEqual({ state: 'found', secret: project.key })
  expect((await call('getAppState', {})).activeProfileId).toBe(copy.id)
})

test('a project whose key is out of reach is not duplicated with it', async () => {
  const { call } = await setUp()
  const { id } = await call('connectProfile', project)
  await call('forgetKey', { profileId: id })

  await expect(
    call('duplicateProfile', { profileId: id, name: 'Twin', withKey: true }),
  ).rejects.toMatchObject({ type: 'desktop_secret_unavailable' })
  expect((await call('getAppState', {})).profiles).toHaveLength(1)
})

test('a workspace is duplicated empty and as a sandbox', async () => {
  const { call } = await setUp()
  const { id } = await call('createLocalProfile', { name: 'Workshop', environment: 'production' })
  await call('updateProfile', { profileId: id, sandbox: false })

  const copy = await call('duplicateProfile', { profileId: id, name: 'Trial' })

  expect(copy).toMatchObject({ kind: 'local', environment: 'production', sandbox: true })
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
})

test('drafts of a removed profile go along with it, or move to another one', async () => {
  const { call } = await setUp()
  const keep = await call('createLocalProfile', { name: 'Keep' })
  const one = await call('createLocalProfile', { name: 'One' })
  const draft = await call('createDraft', {})

  await expect(
    call('removeProfile', { profileId: one.id, draftsTo: 'nobody' }),
  ).rejects.toMatchObject({ type: 'desktop_profile_not_found' })
  await call('removeProfile', { profileId: one.id, draftsTo: keep.id })

  expect((await call('listDrafts', {})).drafts).toMatchObject([
    { id: draft.id, messageId: draft.messageId },
  ])
})
