import type { ImportInfo, ImportRow } from '@contract/bulk'
import { Query as Q } from '@contract/queries'
import { beforeAll, expect, it } from 'vitest'
import { buildIfStale } from '../../../../scripts/build-if-stale.mjs'
import { launchProcess, type LaunchedProcess } from '../../../support/launch-process'

const people = 4000
const pieceChars = 30_000
const file = `email,name\n${Array.from({ length: people }, (_, at) => `p${at}@example.org,Person ${at}\n`).join('')}`

beforeAll(async () => {
  await buildIfStale()
}, 120_000)

const send = async ({ call }: LaunchedProcess, importId: string): Promise<ImportInfo> => {
  for (let at = 0; ; at += pieceChars) {
    const last = at + pieceChars >= file.length
    const text = file.slice(at, at + pieceChars)
    const info = await call('appendImport', { importId, text, last })
    if (last) return info
  }
}

/** Sends the file and kills the engine somewhere between `rows` and the end, while it writes. */
const sendUntilKilled = async (
  engine: LaunchedProcess,
  importId: string,
  rows: number,
): Promise<void> => {
  const sending = send(engine, importId).then(
    () => 'sent',
    () => 'cut off',
  )
  for (;;) if ((await engine.call('getImport', { importId })).rows >= rows) break
  await engine.kill()
  expect(await sending).toBe('cut off')
}

const allRows = async ({ call }: LaunchedProcess, importId: string): Promise<ImportRow[]> => {
  const found: ImportRow[] = []
  for (;;) {
    const page = await call('listImportRows', {
      ...{ importId, after: found.at(-1)?.row ?? 0, limit: 500 },
    })
    if (page.rows.length === 0) return found
    found.push(...page.rows)
  }
}

it('has every row once after the engine was killed twice while it imported', async () => {
  const engine = launchProcess()
  const { call } = engine
  await call('createTopic', { topicId: 'news', name: 'News' })
  const { importId } = await call('beginImport', {
    ...{ kind: 'subscribers', topicId: 'news', mapping: { email: [0], name: [1] } },
  })

  let done = 0
  for (const least of [700, 1900]) {
    await sendUntilKilled(engine, importId, least)
    const info = await call('getImport', { importId })
    expect(info.state).toBe('interrupted')
    expect(info.rows).toBeGreaterThanOrEqual(least)
    expect(info.rows).toBeLessThan(people)
    expect(info.rows).toBeGreaterThan(done)
    // What is written and what is counted are of one piece.
    expect((await call('getTopic', { topicId: 'news' })).emailTotal).toBe(info.rows)
    done = info.rows
    await call('resumeImport', { importId })
  }
  const info = await send(engine, importId)

  expect(info).toMatchObject({
    ...{ state: 'done', rows: people },
    counts: { added: people, already_there: 0, invalid: 0, failed: 0 },
  })
  const rows = await allRows(engine, importId)
  expect(rows.map(({ row }) => row)).toEqual(rows.map((_, at) => at + 1))
  expect(rows).toHaveLength(people)
  const { users } = await call('listUsers', { queries: [Q.limit(5000)] })
  expect(users.map(({ email }) => email)).toEqual(
    Array.from({ length: people }, (_, at) => `p${at}@example.org`),
  )
  const { subscribers } = await call('listSubscribers', {
    ...{ topicId: 'news', queries: [Q.limit(5000)] },
  })
  expect(new Set(subscribers.map(({ userId }) => userId)).size).toBe(people)
  expect(subscribers).toHaveLength(people)
  expect((await call('getTopic', { topicId: 'news' })).emailTotal).toBe(people)
})
