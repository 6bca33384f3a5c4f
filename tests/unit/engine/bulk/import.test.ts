import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportFile, importFile, sendFile } from '../../../support/csv-import'
import { openWorkspace, type Workspace } from '../../../support/workspace'

const mapping = { email: [0], name: [1, 2], phone: [3] }
const head = 'E-Mail;Vorname;Nachname;Handy\r\n'
const people = (from: number, to: number): string =>
  Array.from(
    { length: to - from },
    (_, at) =>
      `p${from + at}@example.org;Person;Nr ${from + at};+49171${1_000_000 + from + at}\r\n`,
  ).join('')

let workspace: Workspace
beforeEach(() => {
  workspace = openWorkspace()
})
afterEach(() => workspace.end())

const addTopic = (topicId = 'news') => workspace.call('createTopic', { topicId, name: topicId })
const totalsOf = async (topicId = 'news') => {
  const { emailTotal, smsTotal, pushTotal } = await workspace.call('getTopic', { topicId })
  return { emailTotal, smsTotal, pushTotal }
}
const countUsers = async () => (await workspace.call('listUsers', {})).total

describe('importing CSV', () => {
  it('adds people, their targets and their subscriptions, and keeps the counters right', async () => {
    await addTopic()
    const info = await importFile(workspace, head + people(0, 300), {
      ...{ kind: 'subscribers', topicId: 'news', mapping },
    })
    expect(info).toMatchObject({
      ...{ state: 'done', rows: 300 },
      counts: { added: 300, already_there: 0, invalid: 0, failed: 0 },
    })
    expect(await totalsOf()).toEqual({ emailTotal: 300, smsTotal: 300, pushTotal: 0 })
    const { users } = await workspace.call('listUsers', { search: 'p7@example.org' })
    expect(users[0]).toMatchObject({ name: 'Person Nr 7', phone: '+491711000007' })
    expect(users[0]?.targets.map(({ identifier }) => identifier)).toEqual([
      ...['p7@example.org', '+491711000007'],
    ])
  })

  it('leaves the log of an API call for every subscription, and none for a rehearsal', async () => {
    await addTopic()
    const input = { topicId: 'news', mapping: { subscriberId: [0], email: [1] } }
    const text = 'id,email\nada,ada@example.org\n'
    await importFile(workspace, text, { ...input, kind: 'subscribers', dryRun: true })
    await importFile(workspace, text, { ...input, kind: 'subscribers' })
    const { total, logs } = await workspace.call('listSubscriberLogs', { subscriberId: 'ada' })
    expect([total, logs.map(({ event, userName }) => [event, userName])]).toEqual([
      ...[1, [['subscriber.create', 'Sendwright']]],
    ])
  })

  it('says of each row what became of it', async () => {
    await addTopic()
    await importFile(workspace, head + people(0, 2), {
      ...{ kind: 'subscribers', topicId: 'news', mapping },
    })
    const text = `${head}${people(1, 3)}not an address;A;B;\r\n;Nobody;;\r\nP2@Example.org;Twice;;\r\n"open;x;y;z`
    const info = await importFile(workspace, text, {
      ...{ kind: 'subscribers', topicId: 'news', mapping },
    })
    expect(info.counts).toEqual({ added: 1, already_there: 2, invalid: 2, failed: 1 })
    const { importId } = info
    const { rows } = await workspace.call('listImportRows', { importId })
    expect(rows.map(({ line, outcome }) => [line, outcome])).toEqual([
      ...[
        [2, 'already_there'],
        [3, 'added'],
        [4, 'invalid'],
      ],
      ...[
        [5, 'failed'],
        [6, 'already_there'],
        [7, 'invalid'],
      ],
    ])
    expect(rows[2]?.words).toContain('not an address')
    expect(rows[2]?.fields).toEqual(['not an address', 'A', 'B', ''])
    const invalid = await workspace.call('listImportRows', { importId, outcome: 'invalid' })
    expect(invalid.rows.map(({ row }) => row)).toEqual([3, 6])
    const saved = await exportFile(workspace, { kind: 'import_rows', importId })
    expect(saved.split('\r\n')[0]).toBe('E-Mail,Vorname,Nachname,Handy,problem')
    expect(saved.split('\r\n')).toHaveLength(5)
  })

  it('counts in a dry run what an import would do, and writes nothing', async () => {
    await addTopic()
    await importFile(workspace, head + people(0, 5), {
      ...{ kind: 'subscribers', topicId: 'news', mapping },
    })
    const text = head + people(3, 20) + people(10, 12) + 'nothing;;;\r\n'
    const input = { kind: 'subscribers', topicId: 'news', mapping } as const
    const dry = await importFile(workspace, text, { ...input, dryRun: true })
    expect(await countUsers()).toBe(5)
    expect(await totalsOf()).toMatchObject({ emailTotal: 5 })
    const real = await importFile(workspace, text, input)
    expect(dry.counts).toEqual({ added: 15, already_there: 4, invalid: 1, failed: 0 })
    expect(real.counts).toEqual(dry.counts)
    expect(await totalsOf()).toMatchObject({ emailTotal: 20, smsTotal: 20 })
  })

  it('fails rows of unknown people when none are to be created', async () => {
    await addTopic()
    await importFile(workspace, head + people(0, 3), { kind: 'users', mapping })
    const info = await importFile(workspace, head + people(0, 5), {
      ...{ kind: 'subscribers', topicId: 'news', mapping, createMissing: false },
    })
    expect(info.counts).toEqual({ added: 3, already_there: 0, invalid: 0, failed: 2 })
    expect(await countUsers()).toBe(3)
  })

  it('puts the country in place of the leading zero when it is told which', async () => {
    const text = 'name,phone\nA,0171 5530-000\nB,0049 160 1234567\nC,+43 (660) 1234567\n'
    const input = { kind: 'users' as const, mapping: { name: [0], phone: [1] } }
    const without = await importFile(workspace, text, { ...input, dryRun: true })
    expect(without.counts).toMatchObject({ added: 2, invalid: 1 })
    await importFile(workspace, text, { ...input, countryCode: '+49' })
    const { users } = await workspace.call('listUsers', {})
    expect(users.map(({ phone }) => phone)).toEqual([
      ...['+491715530000', '+491601234567', '+436601234567'],
    ])
  })

  it('stops when cancelled, keeps what was written, and goes on without doubles', async () => {
    await addTopic()
    const text = head + people(0, 2500)
    const { importId } = await workspace.call('beginImport', {
      ...{ kind: 'subscribers', topicId: 'news', mapping, fileName: 'people.csv' },
    })
    await workspace.call('appendImport', { importId, text: text.slice(0, 60_000) })
    const going = workspace.call('appendImport', { importId, text: text.slice(60_000), last: true })
    const cancelled = await workspace.call('cancelImport', { importId })
    await going
    expect(cancelled.state).toBe('cancelled')
    expect(cancelled.rows).toBeGreaterThan(0)
    expect(cancelled.rows).toBeLessThan(2500)
    await expect(
      workspace.call('appendImport', { importId, text: 'x', last: true }),
    ).rejects.toMatchObject({ type: 'desktop_import_over' })
    await workspace.call('resumeImport', { importId })
    const done = await sendFile(workspace, importId, text)
    expect(done).toMatchObject({ state: 'done', rows: 2500, counts: { added: 2500 } })
    expect(await totalsOf()).toEqual({ emailTotal: 2500, smsTotal: 2500, pushTotal: 0 })
  })

  it('goes on after the engine was started again, and knows another file when it sees one', async () => {
    const text = head + people(0, 3000)
    const { importId } = await workspace.call('beginImport', { kind: 'users', mapping })
    await workspace.call('appendImport', { importId, text: text.slice(0, 60_000) })
    await workspace.reopen()
    const { imports } = await workspace.call('listImports', {})
    expect(imports[0]).toMatchObject({ importId, state: 'interrupted' })
    await workspace.call('resumeImport', { importId })
    await expect(sendFile(workspace, importId, head + people(1, 3000))).rejects.toMatchObject({
      type: 'desktop_import_file_changed',
    })
    await workspace.call('resumeImport', { importId })
    expect(await sendFile(workspace, importId, text)).toMatchObject({
      ...{ state: 'done', rows: 3000, counts: { added: 3000 } },
    })
    expect(await exportFile(workspace, { kind: 'users' })).toContain('Nr 2999')
  })

  it('reports progress a few times a second, and the end', async () => {
    const start = performance.now()
    const info = await importFile(workspace, head + people(0, 8000), { kind: 'users', mapping })
    const elapsed = performance.now() - start
    const told = workspace.events.filter(({ name }) => name === 'bulk.progress')
    expect(told.at(-1)?.payload).toEqual(info)
    expect(told.length).toBeGreaterThan(1)
    expect(told.length).toBeLessThanOrEqual(elapsed / 250 + 2)
  })

  it('answers other calls while it imports', async () => {
    const going = importFile(workspace, head + people(0, 6000), { kind: 'users', mapping })
    let isOver = false
    void going.then(() => (isOver = true))
    let answered = 0
    while (!isOver) {
      await workspace.call('listUsers', {})
      answered++
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await going).counts.added).toBe(6000)
    // An import that never yields would answer the first call only after its end.
    expect(answered).toBeGreaterThan(5)
  })

  it('refuses a topic that is not there and an unknown import', async () => {
    await expect(
      workspace.call('beginImport', { kind: 'subscribers', topicId: 'none', mapping }),
    ).rejects.toMatchObject({ type: 'topic_not_found' })
    await expect(workspace.call('getImport', { importId: 'none' })).rejects.toMatchObject({
      type: 'desktop_import_not_found',
    })
    await expect(workspace.call('readExport', { exportId: 'none' })).rejects.toMatchObject({
      type: 'desktop_export_not_found',
    })
  })

  it('remembers the latest ten', async () => {
    for (let at = 0; at < 12; at++)
      await importFile(workspace, `name\nPerson ${at}`, { kind: 'users', mapping: { name: [0] } })
    const { imports } = await workspace.call('listImports', {})
    expect(imports).toHaveLength(10)
  })
})

describe('exporting and importing', () => {
  it('gives the same people, targets and subscribers in another workspace', async () => {
    await addTopic()
    const awkward =
      'E-Mail;Vorname;Nachname;Handy\n"a@example.org";"Say ""hi"", you";"Two\nlines";\n'
    await importFile(workspace, awkward + people(0, 1500), {
      ...{ kind: 'subscribers', topicId: 'news', mapping },
    })
    const exported = await exportFile(workspace, { kind: 'subscribers', topicId: 'news' })
    const users = await exportFile(workspace, { kind: 'users' })
    const other = openWorkspace()
    try {
      await other.call('createTopic', { topicId: 'news', name: 'News' })
      const seen = await other.call('previewImport', { text: exported.slice(0, 50_000) })
      const info = await importFile(other, exported, {
        ...{ kind: 'subscribers', topicId: 'news', mapping: seen.mapping },
      })
      expect(info.counts.added).toBe(3001)
      // A person's own number is a target as soon as the person is there, with an id of its own.
      const withoutTargetIds = (text: string) => text.replace(/[0-9a-f]{20},(email|sms),/g, '$1,')
      const again = await exportFile(other, { kind: 'subscribers', topicId: 'news' })
      expect(withoutTargetIds(again) === withoutTargetIds(exported)).toBe(true)
      expect(await exportFile(other, { kind: 'users' })).toBe(users)
    } finally {
      await other.end()
    }
  })
})

describe('an import that was torn off', () => {
  it('goes on from what is on the disk, without doubles', async () => {
    await addTopic()
    const text = head + people(0, 2500)
    const input = { kind: 'subscribers', topicId: 'news', mapping } as const
    const { importId } = await workspace.call('beginImport', input)
    const going = sendFile(workspace, importId, text)
    while ((await workspace.call('getImport', { importId })).rows < 500)
      await new Promise((resolve) => setImmediate(resolve))
    // What a power cut would leave: the files as they are, in the middle of everything.
    const folder = mkdtempSync(join(tmpdir(), 'sendwright-torn-'))
    cpSync(workspace.folder, folder, { recursive: true })
    await going
    const torn = openWorkspace({ dataFolder: folder })
    try {
      const before = await torn.call('getImport', { importId })
      expect(before.state).toBe('interrupted')
      expect(before.rows).toBeLessThan(2500)
      expect(before.counts.added).toBe(before.rows)
      expect((await torn.call('getTopic', { topicId: 'news' })).emailTotal).toBe(before.rows)
      await torn.call('resumeImport', { importId })
      const done = await sendFile(torn, importId, text)
      expect(done).toMatchObject({ state: 'done', counts: { added: 2500, already_there: 0 } })
      const topic = await torn.call('getTopic', { topicId: 'news' })
      expect(topic).toMatchObject({ emailTotal: 2500, smsTotal: 2500 })
    } finally {
      await torn.end()
    }
  })
})
