import type { BridgeReply } from '@contract/index'
import { useImport } from '@/composables/use-import'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { installBridge, type FakeBridge } from '../fake-bridge'

const preview = { delimiter: ',', hasHeader: true, columns: ['email'], mapping: { email: [0] } }
const info = (state: string) => ({ importId: 'i1', state, rows: 0 })

let scope: EffectScope
let bridge: FakeBridge
let begin: (reply: BridgeReply) => void
beforeEach(() => {
  scope = effectScope()
  const begun = new Promise<BridgeReply>((resolve) => {
    begin = resolve
  })
  bridge = installBridge((name) => {
    if (name === 'beginImport') return begun
    if (name === 'previewImport') return { ok: true, value: preview }
    return { ok: true, value: info(name === 'cancelImport' ? 'cancelled' : 'done') }
  })
})
afterEach(() => scope.stop())

const called = () => bridge.calls.map(({ name }) => name)
/** A file that was opened, and whose import is being begun. */
const start = async () => {
  const flow = scope.run(() =>
    useImport(
      () => 'users',
      () => undefined,
    ),
  )
  if (!flow) throw new Error('The scope ended early.')
  await flow.open(new File(['email\nada@example.org'], 'people.csv'))
  const started = flow.start()
  await vi.waitFor(() => expect(called()).toContain('beginImport'))
  return { flow, started }
}

test('an import runs through', async () => {
  const { flow, started } = await start()
  begin({ ok: true, value: info('running') })
  await started

  expect(called()).toEqual(['previewImport', 'beginImport', 'appendImport'])
  expect(flow.run).toMatchObject({ running: false, info: { state: 'done' } })
})

test('an import that is stopped while it is being begun does not run', async () => {
  const { flow, started } = await start()
  await flow.cancel()
  begin({ ok: true, value: info('running') })
  await started

  expect(called()).toEqual(['previewImport', 'beginImport', 'cancelImport'])
  expect(flow.run).toMatchObject({ running: false, info: { state: 'cancelled' } })
})
