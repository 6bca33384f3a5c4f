import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const alias = {
  '@contract': path('src-preload/contract'),
  '@main': path('src-main'),
  '@renderer': path('src-renderer'),
  '@': path('src-renderer'),
}

/** Real sockets, databases and processes, on a machine that may be busy: only a test that hangs fails. */
const patience = {
  testTimeout: 30_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 10_000 } },
}

export default defineConfig({
  test: {
    // By itself it leaves one core to its own process, which has nothing to do for most of the time.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          ...patience,
          globalSetup: ['tests/support/keyring.ts'],
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          exclude: ['tests/unit/renderer/**'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'contract',
          ...patience,
          environment: 'node',
          include: ['tests/contract/**/*.test.ts'],
        },
      },
      {
        plugins: [vue()],
        resolve: { alias },
        test: {
          name: 'renderer',
          ...patience,
          environment: 'happy-dom',
          isolate: false,
          include: ['tests/unit/renderer/**/*.test.ts'],
        },
      },
    ],
  },
})
