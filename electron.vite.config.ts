import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

/** Absolute path of something below the project's root. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const contract = { '@contract': path('src-preload/contract') }

export default defineConfig({
  main: {
    resolve: { alias: contract },
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          cli: path('src-main/cli.ts'),
          'engine-process': path('src-main/engine-process.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    resolve: { alias: contract },
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: path('src-preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('src-renderer'),
    plugins: [vue()],
    resolve: { alias: { ...contract, '@': path('src-renderer') } },
    build: {
      outDir: path('out/renderer'),
      minify: true,
      // The policy allows no fonts from data: addresses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: path('src-renderer/index.html') },
    },
  },
})
