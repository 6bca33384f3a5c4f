import { createMemoryStore } from '@main/secrets/memory'
import { expect, test } from 'vitest'
import { createInProcessLauncher } from '../../support/launch-in-process'
import { openTestStudio } from '../../support/open-test-studio'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

const secret = 'planted-password-0123456789'

/** A studio with a remote project that is open, and a workspace of this computer beside it. */
const setUp = async () => {
  const project = await startRemoteProject()
  const studio = await openTestStudio({
    dataFolder: temporaryFolder(),
    secrets: createMemoryStore('memory', null),
    launchEngine: createInProcessLauncher(() => undefined),
  })
  const { call } = studio
  const local = await call('createLocalProfile', { name: 'Here' })
  await call('connectProfile', { name: 'Shop', environment: 'staging', ...project.address })
  return { ...studio, local: local.id }
}

const smtp = {
  ...{ kind: 'smtp', providerId: 'post', name: 'Post', host: 'smtp.example.test', enabled: true },
  ...{ username: 'nora', password: secret, fromEmail: 'hello@example.test' },
}

test('a topic is copied with its roles, and keeps its id while that is free', async () => {
  const { call, local } = await setUp()
  await call('createTopic', { topicId: 'news', name: 'News', subscribe: ['any'] })
  const wish = { kind: 'topic', id: 'news', toProfileId: local } as const

  const plan = await call('planCopy', wish)
  const first = await call('copyTo', wish)
  const second = await call('copyTo', wish)
  await call('selectProfile', { profileId: local })

  expect(plan).toMatchObject({ name: 'News', ids: [{ id: 'news', toId: 'news', how: 'same' }] })
  expect(first).toMatchObject({ id: 'news' })
  expect(second.id).not.toBe('news')
  expect(second.ids).toMatchObject([{ id: 'news', toId: second.id, how: 'new' }])
  expect(await call('getTopic', { topicId: 'news' })).toMatchObject({
    ...{ name: 'News', subscribe: ['any'] },
  })
  expect((await call('listTopics', {})).total).toBe(2)
})

test('a provider goes without its secrets, switched off, unless they are asked for', async () => {
  const { call, local } = await setUp()
  await call('createProvider', smtp)
  const wish = { kind: 'provider', id: 'post', toProfileId: local } as const

  const plan = await call('planCopy', wish)
  await call('copyTo', wish)
  const whole = await call('copyTo', { ...wish, withSecrets: true })
  await call('selectProfile', { profileId: local })

  expect(plan).toMatchObject({ name: 'Post', hasSecrets: true })
  expect(await call('getProvider', { providerId: 'post' })).toMatchObject({
    ...{ enabled: false, options: { fromEmail: 'hello@example.test' } },
    credentials: { host: 'smtp.example.test', username: 'nora', password: '' },
  })
  expect(await call('getProvider', { providerId: whole.id })).toMatchObject({
    ...{ enabled: true, credentials: { password: '••••••••6789' } },
  })
})

test('no secret is in a plan, an event or the log', async () => {
  const { call, local, events, log } = await setUp()
  await call('createProvider', smtp)
  const wish = { kind: 'provider', id: 'post', toProfileId: local } as const

  const replies = [
    await call('planCopy', wish),
    await call('copyTo', { ...wish, withSecrets: true }),
  ]

  expect(JSON.stringify([replies, events, log])).not.toContain(secret)
})

test('an unknown profile and an unknown thing are said', async () => {
  const { call, local } = await setUp()

  await expect(
    call('planCopy', { kind: 'topic', id: 'news', toProfileId: 'nobody' }),
  ).rejects.toMatchObject({ type: 'desktop_profile_not_found' })
  await expect(
    call('planCopy', { kind: 'topic', id: 'missing', toProfileId: local }),
  ).rejects.toMatchObject({ type: 'topic_not_found' })
})
