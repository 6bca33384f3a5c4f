import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Profile } from '@contract/profiles'
import { defaultMissedPolicy } from '@contract/schedules'
import { openProfileFile } from '@main/profiles/profile-file'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

const now = () => new Date('2026-11-22T10:00:00.000Z')

const workspace: Profile = {
  kind: 'local',
  id: 'one',
  name: 'Atelier Nord',
  environment: 'local',
  colour: 'environment',
  locked: false,
  ceiling: null,
  sandbox: true,
  missed: defaultMissedPolicy,
  createdAt: now().toISOString(),
}

test('a new folder starts empty, without a notice', () => {
  const file = openProfileFile(temporaryFolder(), now)

  expect(file.notices).toEqual([])
  expect(file.state).toEqual({
    profiles: [],
    activeProfileId: null,
    kept: [],
    settings: { theme: 'system' },
    vaults: {},
  })
})

test('what was written is there after the next start', () => {
  const folder = temporaryFolder()
  const before = openProfileFile(folder, now)
  before.update({ profiles: [workspace], activeProfileId: 'one', settings: { theme: 'dark' } })

  const after = openProfileFile(folder, now)

  expect(after.state).toEqual(before.state)
  expect(after.notices).toEqual([])
})

test('a profile from before there were ceilings and locks has none', () => {
  const folder = temporaryFolder()
  const old = { ...workspace, ceiling: undefined, locked: undefined }
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ profiles: [old] }))

  expect(openProfileFile(folder, now).state.profiles).toEqual([workspace])
})

test.skipIf(process.platform === 'win32')('only the owner may read the file and its copy', () => {
  const folder = temporaryFolder()
  openProfileFile(folder, now).update({ profiles: [workspace] })

  const modes = ['config.json', 'config.backup.json'].map(
    (name) => statSync(join(folder, name)).mode & 0o777,
  )

  expect(modes).toEqual([0o600, 0o600])
})

test.each([
  ['cut off', '{"profiles":[{"kind":"lo'],
  ['empty', ''],
  ['a list', '[]'],
  ['of another shape', '{"profiles":[{"kind":"local","id":7}]}'],
])('a file that is %s is kept aside and its last good copy is loaded', (_case, damage) => {
  const folder = temporaryFolder()
  openProfileFile(folder, now).update({ profiles: [workspace], activeProfileId: 'one' })
  writeFileSync(join(folder, 'config.json'), damage)

  const file = openProfileFile(folder, now)

  const kept = 'config.corrupt-2026-11-22T10-00-00-000Z.json'
  expect(file.state.profiles).toEqual([workspace])
  expect(file.notices).toEqual([expect.stringContaining(kept)])
  expect(readFileSync(join(folder, kept), 'utf8')).toBe(damage)
  expect(openProfileFile(folder, now).notices).toEqual([])
})

test('with the copy damaged too both are kept and the list starts empty, in words', () => {
  const folder = temporaryFolder()
  openProfileFile(folder, now).update({ profiles: [workspace] })
  writeFileSync(join(folder, 'config.json'), '{')
  writeFileSync(join(folder, 'config.backup.json'), '{{')

  const file = openProfileFile(folder, now)

  expect(file.state.profiles).toEqual([])
  expect(file.notices).toEqual([expect.stringContaining('no workspace was removed')])
  expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toHaveLength(2)
})

test('a file that is gone is brought back from its copy', () => {
  const folder = temporaryFolder()
  openProfileFile(folder, now).update({ profiles: [workspace] })
  rmSync(join(folder, 'config.json'))

  const file = openProfileFile(folder, now)

  expect(file.state.profiles).toEqual([workspace])
  expect(file.notices).toEqual([expect.stringContaining('was missing')])
})

test('a damaged copy beside a good file is replaced', () => {
  const folder = temporaryFolder()
  openProfileFile(folder, now).update({ profiles: [workspace] })
  writeFileSync(join(folder, 'config.backup.json'), '{')

  const file = openProfileFile(folder, now)

  expect(file.state.profiles).toEqual([workspace])
  expect(file.notices).toEqual([])
  expect(readFileSync(join(folder, 'config.backup.json'), 'utf8')).toContain('Atelier Nord')
})
