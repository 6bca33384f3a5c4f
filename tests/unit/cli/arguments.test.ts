import { parseArguments, parseDesktopArguments, UsageError } from '@main/cli/arguments'
import { describe, expect, it } from 'vitest'

const engine = {
  name: 'engine',
  data: 'd',
  port: 0,
  project: undefined,
  key: undefined,
  secrets: undefined,
  sandbox: false,
  sendLateMinutes: 15,
  failurePause: undefined,
  vendorUrls: {},
}

describe('the command line', () => {
  it('means the app when it names no command', () => {
    expect(parseArguments([])).toEqual({ name: 'app', data: undefined })
    expect(parseArguments(['--data', 'd'])).toEqual({ name: 'app', data: 'd' })
  })

  it('reads serve', () => {
    expect(parseArguments(['serve', '--data', 'd', '--port', '8080'])).toEqual({
      name: 'serve',
      data: 'd',
      port: 8080,
    })
  })

  it('reads engine with everything', () => {
    const text =
      'engine --data d --port 0 --project shop --key k --secrets env --sandbox --send-late 60 --failure-pause 35 ' +
      '--vendor-url twilio=http://127.0.0.1:9 --vendor-url fcm=https://fcm.test'
    expect(parseArguments(text.split(' '))).toEqual({
      ...engine,
      project: 'shop',
      key: 'k',
      secrets: 'env',
      sandbox: true,
      sendLateMinutes: 60,
      failurePause: 0.35,
      vendorUrls: { twilio: 'http://127.0.0.1:9', fcm: 'https://fcm.test' },
    })
    expect(parseArguments(['engine', '--data', 'd'])).toEqual(engine)
  })

  it('reads that a message never pauses by itself', () => {
    expect(parseArguments(['engine', '--data', 'd', '--failure-pause', 'never'])).toEqual({
      ...engine,
      failurePause: null,
    })
  })

  it('answers questions whatever else is said', () => {
    expect(parseArguments(['engine', '--help'])).toEqual({ name: 'help' })
    expect(parseArguments(['serve', '--nonsense', '-h'])).toEqual({ name: 'help' })
    expect(parseArguments(['--version'])).toEqual({ name: 'version' })
  })

  it('refuses what makes no sense, in words that name it', () => {
    const wrong: [string, RegExp][] = [
      ['start', /"start"/],
      ['engine', /--data/],
      ['engine --data', /--data/],
      ['engine --data d extra', /extra/],
      ['serve --sandbox', /--sandbox/],
      ['serve --port 65536', /65536/],
      ['serve --port 80a', /80a/],
      ['serve --port=-1', /-1/],
      ['engine --data d --project a/b', /--project/],
      ['engine --data d --project -', /--project/],
      ['engine --data d --send-late 0', /"0"/],
      ['engine --data d --send-late 1e3', /"1e3"/],
      ['engine --data d --failure-pause 0', /"0"/],
      ['engine --data d --failure-pause 101', /"101"/],
      ['engine --data d --failure-pause 2.5', /"2.5"/],
      ['engine --data d --secrets file', /"file"/],
      ['engine --data d --vendor-url twilio', /"twilio"/],
      ['engine --data d --vendor-url twilio=ftp://a', /ftp/],
      ['engine --data d --vendor-url twilio=http://a/path', /path/],
      ['engine --data d --vendor-url =http://a', /KIND/],
    ]
    for (const [text, message] of wrong) {
      const parse = (): unknown => parseArguments(text.split(' '))
      expect(parse, text).toThrow(UsageError)
      expect(parse, text).toThrow(message)
    }
  })

  it('of a desktop app passes over what the system and Chromium add', () => {
    const argv = [
      '--remote-debugging-port=0',
      '/opt/app',
      '--data',
      'd',
      '--no-sandbox',
      '-psn_0_1',
    ]
    expect(parseDesktopArguments(argv)).toEqual({ name: 'app', data: 'd' })
    expect(parseDesktopArguments([])).toEqual({ name: 'app', data: undefined })
  })
})
