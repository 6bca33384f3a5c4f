import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { BridgeEvent } from './contract/events'
import type { Bridge, BridgeReply } from './contract/index'

const bridge: Bridge = {
  call: async (name, input) => {
    // The main process answers with a reply for every call, an error included.
    return (await ipcRenderer.invoke('bridge:call', name, input)) as BridgeReply
  },
  on: (listener) => {
    const hear = (_: IpcRendererEvent, event: BridgeEvent): void => listener(event)
    ipcRenderer.on('bridge:event', hear)
    return () => {
      ipcRenderer.off('bridge:event', hear)
    }
  },
}

// The page gets these two functions and nothing else of the main process.
contextBridge.exposeInMainWorld('bridge', bridge)
