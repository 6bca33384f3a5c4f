import { homedir } from 'node:os'
import { join } from 'node:path'

/** What decides where app data belongs. */
export interface Platform {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly home: string
}

const thisPlatform: Platform = { platform: process.platform, env: process.env, home: homedir() }

/** The system's folder for our data, the same one that Electron would choose. */
export const defaultDataFolder = ({ platform, env, home }: Platform = thisPlatform): string => {
  if (platform === 'win32')
    return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Sendwright')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sendwright')
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'Sendwright')
}
