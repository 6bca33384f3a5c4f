import type { Backend } from './backend'
import type { EngineHandle } from './engine-handle'

/** The backend of a local profile: everything is answered by its engine, which ends with it. */
export const createLocalBackend = (engine: EngineHandle): Backend => ({
  capabilities: { ledger: true, sandbox: true, bulk: true },
  call: (name, input) => engine.call(name, input),
  close: () => engine.stop(),
})
