import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds one module of the program the way the program is built, and imports it. */
export const importBuilt = async (source: string): Promise<unknown> => {
  const outDir = join(root, 'out', 'bench')
  // Another name for each: a module that was imported once is not read again.
  const file = `${basename(source, '.ts')}.js`
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    resolve: { alias: { '@contract': join(root, 'src-preload/contract') } },
    build: {
      ssr: join(root, source),
      outDir,
      rolldownOptions: { output: { entryFileNames: file } },
    },
  })
  try {
    return await import(pathToFileURL(join(outDir, file)).href)
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}
