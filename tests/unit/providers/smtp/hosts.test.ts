import { describe, expect, it } from 'vitest'
import { describeHost, parseHosts } from '@main/providers/smtp/hosts'

const defaults = { port: 587, encryption: '', autoTLS: true }

describe('a list of mail servers', () => {
  it.each([
    ['mail.example.com', ['mail.example.com:587 opportunistic']],
    ['a.example; b.example:25', ['a.example:587 opportunistic', 'b.example:25 opportunistic']],
    ['ssl://a.example', ['a.example:587 implicit']],
    ['tls://a.example:26;b.example', ['a.example:26 required', 'b.example:587 opportunistic']],
    ['10.0.0.1:2525', ['10.0.0.1:2525 opportunistic']],
    ['[::1]:2525', ['[::1]:2525 opportunistic']],
    ['localhost', ['localhost:587 none']],
    ['localhost:25', ['localhost:25 opportunistic']],
    [
      'bad host; http://x; :25; a.example:70000; a.example:0;;ok.example',
      ['ok.example:587 opportunistic'],
    ],
    ['', []],
  ])('%s is read as %o', (list, expected) => {
    const hosts = parseHosts(list, defaults)
    expect(hosts.map((host) => `${describeHost(host)} ${host.security}`)).toEqual(expected)
  })

  it.each([
    ['ssl', true, 'implicit'],
    ['SSL', false, 'implicit'],
    ['tls', true, 'required'],
    ['', true, 'opportunistic'],
    ['', false, 'none'],
  ])('encryption %o with autoTLS %o connects %s', (encryption, autoTLS, security) => {
    expect(parseHosts('a.example', { ...defaults, encryption, autoTLS })[0]?.security).toBe(
      security,
    )
  })
})
