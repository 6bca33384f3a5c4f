import { createQuitOrder } from '@main/app/quit-order'
import { expect, it } from 'vitest'

const openOrder = (answers: readonly boolean[]) => {
  const steps: string[] = []
  const left = [...answers]
  const mayQuit: () => boolean = createQuitOrder({
    closeWindow: async () => {
      steps.push('window')
      return left.shift() ?? true
    },
    closeStudio: async () => void steps.push('studio'),
    // As the system does: whoever wants to quit is asked once more.
    quit: () => void steps.push(mayQuit() ? 'end' : 'refused'),
  })
  return { steps, mayQuit }
}
const settled = () => new Promise(setImmediate)

it('closes the window before the studio that takes what the window saves, then ends', async () => {
  const { steps, mayQuit } = openOrder([true])
  expect(mayQuit()).toBe(false)
  expect(mayQuit()).toBe(false)
  await settled()
  expect(steps).toEqual(['window', 'studio', 'end'])
})

it('leaves everything open when the window is kept, and can be asked again', async () => {
  const { steps, mayQuit } = openOrder([false, true])
  mayQuit()
  await settled()
  expect(steps).toEqual(['window'])
  mayQuit()
  await settled()
  expect(steps).toEqual(['window', 'window', 'studio', 'end'])
})
