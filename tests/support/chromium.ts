import { existsSync } from 'node:fs'

/** Debian's headless shell first: the same engine without the windows around it, in two thirds of the time. */
const usual = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** A Chromium of this computer, `CHROMIUM_PATH` first; undefined when there is none. */
export const findChromium = (): string | undefined => {
  const given = process.env.CHROMIUM_PATH
  if (given !== undefined && given !== '') return given
  return usual.find((path) => existsSync(path))
}
