import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useAppStore } from '@/stores/app'
import { installBridge } from '../fake-bridge'

beforeEach(() => setActivePinia(createPinia()))

test('whoever waits for the state has the newest one, also when another asked for it meanwhile', async () => {
  const answers: ((activeProfileId: string) => void)[] = []
  const bridge = installBridge(
    () =>
      new Promise((resolve) =>
        answers.push((activeProfileId) =>
          resolve({ ok: true, value: { profiles: [], activeProfileId, capabilities: {} } }),
        ),
      ),
  )
  const app = useAppStore()
  const started = app.start()
  answers[0]?.('one')
  await started

  let isLoaded = false
  const loading = app.load().then(() => {
    isLoaded = true
  })
  bridge.emit({ name: 'resource.changed', payload: { resource: 'profiles' } })
  answers[1]?.('old')
  await new Promise((resolve) => setTimeout(resolve))
  expect(isLoaded).toBe(false)
  answers[2]?.('two')
  await loading

  expect(app.state?.activeProfileId).toBe('two')
})

test('what is told while the state is on its way is not undone by the older answer', async () => {
  const answers: ((problem: string | null) => void)[] = []
  const serverOf = (problem: string | null) => ({
    ...{ state: problem === null ? 'online' : 'offline', problem, since: null, retryAt: null },
  })
  const bridge = installBridge(
    () =>
      new Promise((resolve) =>
        answers.push((problem) =>
          resolve({ ok: true, value: { profiles: [], server: serverOf(problem) } }),
        ),
      ),
  )
  const app = useAppStore()
  const started = app.start()
  answers[0]?.(null)
  await started

  const loading = app.load()
  bridge.emit({
    name: 'server.status',
    payload: { state: 'offline', problem: 'No route', since: null, retryAt: null },
  })
  answers[1]?.(null)
  await new Promise((resolve) => setTimeout(resolve))
  expect(app.state?.server.problem).toBe('No route')
  answers[2]?.('No route')
  await loading

  expect(app.state?.server.problem).toBe('No route')
})
