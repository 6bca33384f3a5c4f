import type { WindowState } from '@contract/window-state'
import { expect, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { temporaryFolder } from '../../support/temporary-folder'

const empty: WindowState = { tabs: [], route: null, lists: {} }
const campaigns = {
  search: 'night',
  sort: { key: 'when', direction: 'ascending' },
  choices: { channels: ['email'] },
  days: { from: '2026-11-01' },
} as const

const open = (dataFolder = temporaryFolder()) => {
  const { launchEngine } = createRecordedEngines()
  return openTestStudio({ dataFolder, launchEngine })
}

test('each profile gets back what its window showed, after a restart too', async () => {
  const dataFolder = temporaryFolder()
  const first = await open(dataFolder)
  const { call } = first
  const one = await call('createLocalProfile', { name: 'One' })
  const draft = await call('createDraft', {})
  const tab = { id: draft.id, kind: 'email', title: 'Night train' } as const
  const state: WindowState = {
    ...{ tabs: [tab], route: `/drafts/${draft.id}` },
    lists: { campaigns: { ...campaigns, choices: { channels: ['email'] } } },
  }
  await call('keepWindowState', { profileId: one.id, state })
  const two = await call('createLocalProfile', { name: 'Two' })
  const fresh = (await call('getAppState', {})).window
  await call('keepWindowState', { profileId: two.id, state: { ...empty, route: '/topics' } })
  await call('selectProfile', { profileId: one.id })

  expect(fresh).toEqual(empty)
  expect((await call('getAppState', {})).window).toEqual(state)
  await first.studio.close()
  const later = await open(dataFolder)
  expect((await later.call('getAppState', {})).window).toEqual(state)
  await later.call('selectProfile', { profileId: two.id })
  expect((await later.call('getAppState', {})).window.route).toBe('/topics')
})

test('the tab of a draft that is gone, or of another profile, is gone', async () => {
  const { call } = await open()
  const elsewhere = await call('createLocalProfile', { name: 'Elsewhere' })
  const foreign = await call('createDraft', {})
  const { id: profileId } = await call('createLocalProfile', { name: 'Here' })
  const gone = await call('createDraft', {})
  const kept = await call('createDraft', { kind: 'sms' })
  const tabs = [gone, foreign, kept].map(({ id, content }) => ({
    ...{ id, kind: content.kind, title: '' },
  }))
  await call('keepWindowState', { profileId, state: { tabs } })
  await call('deleteDrafts', { draftIds: [gone.id] })

  expect((await call('getAppState', {})).window.tabs).toEqual([
    { id: kept.id, kind: 'sms', title: '' },
  ])
  await call('removeProfile', { profileId: elsewhere.id })
  await call('removeProfile', { profileId })
  expect((await call('getAppState', {})).window).toEqual(empty)
  await expect(call('keepWindowState', { profileId, state: { tabs } })).rejects.toMatchObject({
    type: 'desktop_profile_not_found',
  })
})

test.each([
  ['too many tabs', { tabs: Array(51).fill({ id: 'a', kind: 'email', title: '' }) }],
  ['a tab of no channel', { tabs: [{ id: 'a', kind: 'fax', title: '' }] }],
  ['an address of elsewhere', { route: 'https://example.test' }],
  ['too many lists', { lists: Object.fromEntries([...Array(41).keys()].map((at) => [at, {}])) }],
  ['an endless search', { lists: { topics: { search: 'x'.repeat(257) } } }],
  ['a day that is none', { lists: { topics: { days: { from: '2026-13-01' } } } }],
])('%s is refused', async (_, state) => {
  const { studio, call } = await open()
  const { id: profileId } = await call('createLocalProfile', { name: 'Here' })
  expect(await studio.call('keepWindowState', { profileId, state })).toMatchObject({
    ok: false,
    error: { type: 'general_argument_invalid' },
  })
})
