import { isOwnAddress, mayLoad, mayNavigate, readExternal } from '@main/app/addresses'
import { describe, expect, it } from 'vitest'

const foreign = [
  'https://example.com/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'app://elsewhere/',
  'app://sendwright.evil/',
  'app://sendwright:1/',
  'javascript:alert(1)',
  'data:text/html,hello',
  'not an address',
  '',
]

describe('addresses', () => {
  it('are our own under our scheme and host only', () => {
    expect(isOwnAddress('app://sendwright/')).toBe(true)
    expect(isOwnAddress('app://sendwright/index.html#/topics')).toBe(true)
    for (const address of foreign) expect(isOwnAddress(address), address).toBe(false)
  })

  it('keep a window at home, and let only a preview be written from its srcdoc', () => {
    expect(mayNavigate('app://sendwright/', { isMainFrame: true })).toBe(true)
    expect(mayNavigate('about:srcdoc', { isMainFrame: false })).toBe(true)
    expect(mayNavigate('about:srcdoc', { isMainFrame: true })).toBe(false)
    for (const address of foreign) {
      expect(mayNavigate(address, { isMainFrame: true }), address).toBe(false)
      expect(mayNavigate(address, { isMainFrame: false }), address).toBe(false)
    }
  })

  it('are loaded from our own files and nowhere else', () => {
    expect(mayLoad('app://sendwright/assets/index.js')).toBe(true)
    expect(mayLoad('data:image/png;base64,AAAA')).toBe(true)
    for (const address of ['https://example.com/a.png', 'ws://127.0.0.1:1/', 'file:///etc/passwd'])
      expect(mayLoad(address), address).toBe(false)
  })

  it('open outside with the host shown, for web and mail only', () => {
    expect(readExternal('https://user@example.com/a?b#c')).toEqual({
      href: 'https://user@example.com/a?b#c',
      goal: 'example.com',
    })
    expect(readExternal('mailto:ada%40example.com?subject=x')?.goal).toBe('ada@example.com')
    expect(readExternal('mailto:%E0%A4%A')?.goal).toBe('%E0%A4%A')
    for (const address of ['file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'x'])
      expect(readExternal(address), address).toBeUndefined()
  })

  it('show who a confusing name really is', () => {
    expect(readExternal('https://аpple.com/')?.goal).toBe('xn--pple-43d.com')
    expect(readExternal('https://bank.example@evil.example/')?.goal).toBe('evil.example')
  })
})
