import { expect, onTestFinished, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { startRemoteProject } from '../../support/remote-project'
import { otherSelfSigned, selfSigned } from '../../support/self-signed'
import { temporaryFolder } from '../../support/temporary-folder'
import { startTlsFront } from '../../support/tls-front'

/** A studio on a project whose self-signed certificate was trusted, and has been replaced since. */
const setUp = async () => {
  const { address, engine } = await startRemoteProject()
  await engine.call('createTopic', { topicId: 'news', name: 'News' })
  const front = await startTlsFront(address.endpoint)
  onTestFinished(front.close)
  const { launchEngine } = createRecordedEngines()
  const studio = await openTestStudio({ dataFolder: temporaryFolder(), launchEngine })
  const { id: profileId } = await studio.call('connectProfile', {
    ...{ name: 'Shop', environment: 'staging', ...address },
    ...{ endpoint: front.endpoint, certificate: selfSigned.cert },
  })
  front.renew(otherSelfSigned)
  return { ...studio, profileId, front }
}

test('a replaced certificate is shown beside the trusted one, and is not trusted by itself', async () => {
  const { call, profileId } = await setUp()

  const first = await call('checkProfile', { profileId })
  const second = await call('checkProfile', { profileId })

  expect(first).toMatchObject({
    ...{ ok: false, problem: { message: expect.stringContaining('Somebody may be listening in') } },
    ...{ certificate: { subject: 'localhost' }, trusted: { subject: 'appwrite.internal' } },
  })
  expect(second).toEqual(first)
  await expect(call('listTopics', { queries: [] })).rejects.toMatchObject({
    type: 'desktop_connection_failed',
  })
})

test('the new certificate is tried with the stored key, and kept only when it is saved', async () => {
  const { call, profileId } = await setUp()
  const certificate = otherSelfSigned.cert

  const tried = await call('checkProfile', { profileId, certificate })
  const { profiles } = await call('getAppState', {})
  await call('updateProfile', { profileId, certificate })

  expect(tried).toMatchObject({ ok: true, certificate: null })
  expect(profiles).toMatchObject([{ certificate: selfSigned.cert }])
  expect(await call('listTopics', { queries: [] })).toMatchObject({ topics: [{ $id: 'news' }] })
  expect(await call('checkProfile', { profileId })).toMatchObject({ ok: true })
})

test('a chosen certificate opens the way to that one alone', async () => {
  const { call, profileId, front } = await setUp()
  front.renew(selfSigned)

  const tried = await call('checkProfile', { profileId, certificate: otherSelfSigned.cert })

  expect(tried).toMatchObject({ ok: false, certificate: { subject: 'appwrite.internal' } })
})
