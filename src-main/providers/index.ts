import type { Provider } from './provider'

const files = import.meta.glob<Provider>('./{email,sms,push}/*.ts', {
  eager: true,
  import: 'default',
})

/** Finds a vendor by its slug. */
export interface ProviderRegistry {
  get(kind: string): Provider | undefined
  all(): readonly Provider[]
}

const builtIn: readonly Provider[] = Object.values(files)

/** Every provider file of these folders, and `more` that stand in for or beside them. */
export const createRegistry = (more: readonly Provider[] = []): ProviderRegistry => {
  const byKind = new Map([...builtIn, ...more].map((provider) => [provider.kind, provider]))
  return { get: (kind) => byKind.get(kind), all: () => [...byKind.values()] }
}
