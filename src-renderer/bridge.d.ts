import type { Bridge } from '@contract/index'

declare global {
  interface Window {
    /** The two channels to main: put there by the preload script, or by `bridge-web.ts` in a browser. */
    bridge: Bridge
  }
}
