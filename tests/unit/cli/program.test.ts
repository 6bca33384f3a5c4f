import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { newVaultKey } from '@main/secrets/vault-key'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildIfStale } from '../../../scripts/build-if-stale.mjs'
import { eventually } from '../../support/eventually'
import { startProgram, type RunningProgram } from '../../support/program'
import { temporaryFolder } from '../../support/temporary-folder'

const cli = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url))
const signals = ['SIGTERM', 'SIGINT'] as const

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

const start = async (
  parameters: string[],
  env: Record<string, string> = {},
): Promise<RunningProgram> => {
  const program = await startProgram(parameters, { ...process.env, ...env })
  onTestFinished(async () => void (await program.stop('SIGKILL')))
  return program
}

/** Runs the program to its end. */
const run = async (
  parameters: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> =>
  await promisify(execFile)(process.execPath, [cli, ...parameters], {
    env: { ...process.env, ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )

const rest = async (
  { ready }: RunningProgram,
  path: string,
  options: { key?: string; body?: unknown } = {},
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${ready.url}${path}`, {
    method: options.body === undefined ? 'GET' : 'POST',
    headers: {
      'x-appwrite-project': ready.project ?? '',
      'x-appwrite-key': options.key ?? ready.key ?? '',
      'content-type': 'application/json',
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  })
  // Appwrite answers objects.
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** The processes that a process has started and that still live; Linux tells them. */
const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('engine', () => {
  it('says where it listens, answers whoever has the key, and refuses others', async () => {
    const engine = await start(['engine', '--data', temporaryFolder(), '--secrets', 'memory'])
    expect(engine.ready).toEqual({
      event: 'listening',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
      project: expect.stringMatching(/^[0-9a-f]{20}$/),
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await rest(engine, '/messaging/topics')).toMatchObject({
      status: 200,
      body: { total: 0 },
    })
    expect((await rest(engine, '/messaging/topics', { key: 'wrong' })).status).toBe(401)
  })

  it.each(signals)('ends with code 0 on %s', async (signal) => {
    const engine = await start(['engine', '--data', temporaryFolder(), '--secrets', 'memory'])
    expect(await engine.stop(signal)).toBe(0)
  })

  it('takes project, key and port as given', async () => {
    const folder = temporaryFolder()
    const given = ['--project', 'shop', '--key', 'secret', '--port', '0']
    const { ready } = await start(['engine', '--data', folder, '--secrets', 'memory', ...given])
    expect(ready).toMatchObject({ project: 'shop', key: 'secret' })
  })

  it('is the same server with the same data when it starts again', async () => {
    const folder = temporaryFolder()
    const env = { SENDWRIGHT_VAULT_KEY: newVaultKey() }
    const parameters = ['engine', '--data', folder, '--secrets', 'env']
    const first = await start(parameters, env)
    await rest(first, '/messaging/topics', { body: { topicId: 'news', name: 'News' } })
    await first.stop()
    const second = await start(parameters, env)
    expect(second.ready).toMatchObject({ project: first.ready.project, key: first.ready.key })
    expect(await rest(second, '/messaging/topics/news')).toMatchObject({ body: { name: 'News' } })
  })

  it('says that memory forgets', async () => {
    const folder = temporaryFolder()
    const engine = await start(['engine', '--data', folder, '--secrets', 'memory'])
    expect(engine.stderr()).toContain('forgotten')
  })

  it('does not start with a vault key that is none', async () => {
    const parameters = ['engine', '--data', temporaryFolder(), '--secrets', 'env']
    for (const SENDWRIGHT_VAULT_KEY of ['', 'short']) {
      const { code, stdout, stderr } = await run(parameters, { SENDWRIGHT_VAULT_KEY })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('openssl rand -base64 32')
      expect(stderr).not.toContain('    at ')
    }
  })

  it('does not take a port that another program has', async () => {
    const first = await start(['engine', '--data', temporaryFolder(), '--secrets', 'memory'])
    const { port } = new URL(first.ready.url ?? '')
    const { code, stderr } = await run(
      ['engine', '--data', temporaryFolder(), '--secrets', 'memory', '--port', port],
      {},
    )
    expect(code).toBe(1)
    expect(stderr).toContain('Another program listens on this port')
  })
})

describe('serve', () => {
  it.each(signals)('ends with code 0 on %s', async (signal) => {
    const host = await start(['serve', '--data', temporaryFolder()])
    expect(host.ready).toEqual({
      event: 'listening',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
    })
    expect(await host.stop(signal)).toBe(0)
  })

  it('does not take a folder that another one uses', async () => {
    const folder = temporaryFolder()
    await start(['serve', '--data', folder])
    const { code, stderr } = await run(['serve', '--data', folder])
    expect(code).toBe(1)
    expect(stderr).toContain('Another Sendwright')
  })

  describe.skipIf(!existsSync('/proc/self/task'))('with a local workspace', () => {
    /** A host whose engine runs, and the engine's process id. */
    const withEngine = async (): Promise<{ host: RunningProgram; engine: number }> => {
      const host = await start(['serve', '--data', temporaryFolder()])
      const { url = '' } = host.ready
      const opened = await fetch(url, { redirect: 'manual' })
      const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
      const call = async (name: string, input: unknown): Promise<unknown> => {
        const response = await fetch(new URL('/bridge/call', url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', cookie },
          body: JSON.stringify({ name, input }),
        })
        return await response.json()
      }
      await call('createLocalProfile', { name: 'Harbour' })
      expect(await call('listTopics', {})).toMatchObject({ ok: true, value: { total: 0 } })
      const [engine] = childrenOf(host.process.pid)
      if (engine === undefined) throw new Error('The engine has no process of its own.')
      return { host, engine }
    }

    it('takes its engine along when it ends', async () => {
      const { host, engine } = await withEngine()
      expect(await host.stop()).toBe(0)
      expect(isAlive(engine)).toBe(false)
    })

    it('leaves no engine behind when it is killed', async () => {
      const { host, engine } = await withEngine()
      await host.stop('SIGKILL')
      await eventually(() => expect(isAlive(engine)).toBe(false))
    })
  })
})

describe('the program', () => {
  it('explains itself', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    for (const option of ['serve', 'engine', '--data', '--secrets', '--vendor-url'])
      expect(stdout).toContain(option)
    expect((await run(['engine', '--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('ends with code 2 and words on arguments that make no sense', async () => {
    const { code, stdout, stderr } = await run(['engine', '--data', 'x', '--secrets', 'file'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--secrets takes keychain, env or memory, not "file"')
  })
})
