import Bowser from 'bowser'

/** What a user agent's text tells; whatever it does not tell is empty. */
export const parseUserAgent = (userAgent: string) => {
  const { browser, os, platform, engine } =
    userAgent === '' ? nobody : Bowser.parse(userAgent.slice(0, longest))
  const isBrowser = engine.name !== undefined
  return {
    osCode: '',
    osName: os.name ?? '',
    osVersion: os.version ?? '',
    clientType: isBrowser ? 'browser' : browser.name ? 'library' : '',
    clientCode: '',
    clientName: browser.name ?? '',
    clientVersion: browser.version ?? '',
    clientEngine: engine.name ?? '',
    clientEngineVersion: engine.version ?? '',
    deviceName: platform.type ?? '',
    deviceBrand: platform.vendor ?? '',
    deviceModel: platform.model ?? '',
  }
}

/** Longer ones are nobody's, and patterns run over them. */
const longest = 512

const nobody: Bowser.Parser.ParsedResult = { browser: {}, os: {}, platform: {}, engine: {} }
