import { readProxy } from '@main/app/system-proxy'
import { expect, test } from 'vitest'

test.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY proxy.example:8080', 'http://proxy.example:8080'],
  ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
  ['HTTPS proxy.example:443;PROXY other:80', 'https://proxy.example:443'],
  ['SOCKS5 127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
  ['QUIC proxy.example:443', null],
])('%j is %j', (answer, proxy) => {
  expect(readProxy(answer)).toBe(proxy)
})
