import { defaultDataFolder } from '@main/cli/data-folder'
import { expect, it } from 'vitest'

it('is where the system keeps app data', () => {
  const home = '/home/ada'
  expect(defaultDataFolder({ platform: 'linux', env: {}, home })).toBe(
    '/home/ada/.config/Sendwright',
  )
  expect(defaultDataFolder({ platform: 'linux', env: { XDG_CONFIG_HOME: '/x' }, home })).toBe(
    '/x/Sendwright',
  )
  expect(defaultDataFolder({ platform: 'darwin', env: {}, home })).toBe(
    '/home/ada/Library/Application Support/Sendwright',
  )
  expect(defaultDataFolder({ platform: 'win32', env: { APPDATA: '/roaming' }, home })).toBe(
    '/roaming/Sendwright',
  )
})
