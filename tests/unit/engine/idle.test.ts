import { openEngine } from '@main/engine/engine'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

test('an idle engine answers calls and leaves alone what is due', async () => {
  const dataFolder = temporaryFolder()
  let now = Date.UTC(2026, 10, 23, 12)
  const open = (isIdle: boolean) =>
    openEngine({
      ...{ dataFolder, vaultKey: undefined, sandbox: true, vendorUrls: {}, isIdle },
      ...{ emit: () => undefined, log: () => undefined, clock: () => now },
    })
  const before = open(false)
  await before.call('createUser', { userId: 'ada', email: 'ada@example.org' })
  const scheduledAt = new Date(now + 1000).toISOString()
  const message = { messageId: 'due', subject: 'S', content: 'C', users: ['ada'], scheduledAt }
  await before.call('createEmail', message)
  await before.close()
  now += 2000

  const idle = open(true)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const found = await idle.call('getMessage', { messageId: 'due' })
  await idle.close()

  expect(found).toMatchObject({ status: 'scheduled' })
})
