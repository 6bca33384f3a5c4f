import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test as base } from '../support/app-page'
import { walkByKeyboard } from '../support/keyboard-walk'
import { temporaryFolder } from '../support/program'

const workspace = {
  ...{ kind: 'local', id: 'workshop', name: 'Workshop', environment: 'local', sandbox: true },
  createdAt: '2026-11-22T10:00:00.000Z',
}

/** A workspace whose credentials were stored under a key that no keychain of this computer has. */
const test = base.extend({
  dataFolder: async ({}, use) => {
    const folder = await temporaryFolder()
    const state = {
      ...{ profiles: [workspace], activeProfileId: 'workshop', vaults: { workshop: 'keychain' } },
    }
    await writeFile(join(folder.path, 'config.json'), JSON.stringify(state))
    await use(folder.path)
    await folder.remove()
  },
})

test('a workspace whose key is lost says so, and starts over after a warning', async ({ app }) => {
  await app.getByRole('link', { name: 'Settings' }).click()
  await expect(app.getByText('The key of this workspace is out of reach')).toBeVisible()

  await walkByKeyboard(app, {
    of: 'LostKey',
    path: '/settings',
    by: [(page) => page.getByRole('button', { name: 'Start over…' })],
  })
  await app.getByRole('button', { name: 'Start over…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('are lost for good')
  await dialog.getByRole('button', { name: 'Start over' }).click()

  await expect(app.getByText('The workspace has a new key')).toBeVisible()
  await expect(app.getByText('The key of this workspace is out of reach')).toBeHidden()
})
