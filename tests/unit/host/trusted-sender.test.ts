import { isTrustedSender } from '@main/host/trusted-sender'
import { expect, it } from 'vitest'

const isOwnAddress = (url: string): boolean => url.startsWith('app://sendwright/')
const page = { url: 'app://sendwright/', parent: null }

it('answers the main frame of our window at our address', () => {
  expect(isTrustedSender(page, { isOurWindow: true, isOwnAddress })).toBe(true)
})

it('does not answer a frame that is gone, a frame inside the page, another window or another address', () => {
  const ours = { isOurWindow: true, isOwnAddress }
  expect(isTrustedSender(null, ours)).toBe(false)
  expect(isTrustedSender({ ...page, parent: page }, ours)).toBe(false)
  expect(isTrustedSender({ ...page, url: 'https://example.com/' }, ours)).toBe(false)
  expect(isTrustedSender(page, { isOurWindow: false, isOwnAddress })).toBe(false)
})
