import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase, setCache } from '@main/store/database'

const first = { name: 'first', up: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT' }
const second = { name: 'second', up: "ALTER TABLE notes ADD COLUMN mood TEXT DEFAULT 'good'" }
const broken = { name: 'broken', up: "INSERT INTO notes (text) VALUES ('half'); SELECT nonsense" }

describe('openDatabase', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sendwright-database-'))
    file = join(folder, 'deep', 'notes.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('creates the folder, the file and the schema', () => {
    const db = openDatabase({ file, migrations: [first] })
    db.exec("INSERT INTO notes VALUES ('hello')")
    expect(db.prepare('SELECT text FROM notes').pluck().all()).toEqual(['hello'])
    closeDatabase(db)
  })

  it('migrates an older file and keeps a copy of it', () => {
    const old = openDatabase({ file, migrations: [first] })
    old.exec("INSERT INTO notes VALUES ('kept')")
    closeDatabase(old)

    const db = openDatabase({ file, migrations: [first, second] })

    expect(db.prepare('SELECT text, mood FROM notes').get()).toEqual({ text: 'kept', mood: 'good' })
    closeDatabase(db)
    const copy = openDatabase({ file: `${file}.before-2`, migrations: [first] })
    expect(copy.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept' }])
    closeDatabase(copy)
  })

  it('changes nothing when a migration fails', () => {
    closeDatabase(openDatabase({ file, migrations: [first] }))
    expect(() => openDatabase({ file, migrations: [first, broken] })).toThrow(/nonsense/)
    const db = openDatabase({ file, migrations: [first] })
    expect(db.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(0)
    closeDatabase(db)
  })

  it('refuses a file of a newer program', () => {
    closeDatabase(openDatabase({ file, migrations: [first, second] }))
    expect(() => openDatabase({ file, migrations: [first] })).toThrow(
      expect.objectContaining({ type: 'desktop_data_newer' }),
    )
  })

  it('reports a damaged file and leaves it as it is', () => {
    closeDatabase(openDatabase({ file, migrations: [first] }))
    const garbage = 'this is not a database, it only looks like a file '.repeat(200)
    writeFileSync(file, garbage)
    expect(() => openDatabase({ file, migrations: [first] })).toThrow(
      expect.objectContaining({ type: 'desktop_data_damaged' }),
    )
    expect(readFileSync(file, 'utf8')).toBe(garbage)
  })

  it('checks a file whose pages were damaged while it was not closed cleanly', () => {
    const db = openDatabase({ file, migrations: [first] })
    const insert = db.prepare('INSERT INTO notes VALUES (?)')
    for (let n = 0; n < 500; n++) insert.run(`note ${n} `.repeat(20))
    closeDatabase(db)
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 4096 * 3, 4096 * 6)
    writeFileSync(file, bytes)
    writeFileSync(`${file}-wal`, '')
    expect(() => openDatabase({ file, migrations: [first] })).toThrow(
      expect.objectContaining({ type: 'desktop_data_damaged' }),
    )
  })

  it('says nothing after a clean exit and checks after an unclean one', () => {
    const lines: string[] = []
    const log = (line: string): void => void lines.push(line)
    closeDatabase(openDatabase({ file, migrations: [first], log }))
    closeDatabase(openDatabase({ file, migrations: [first], log }))
    expect(lines).toEqual([])
    writeFileSync(`${file}-wal`, '')
    closeDatabase(openDatabase({ file, migrations: [first], log }))
    expect(lines).toHaveLength(1)
  })

  it('brings little home at a time, and more while many people are imported', () => {
    const db = openDatabase({ file, migrations: [first] })
    // A ledger in steps, about 20 MB of it.
    const write = (): number => {
      for (let step = 0; step < 100; step++)
        db.prepare('INSERT INTO notes VALUES (?)').run('x'.repeat(200_000))
      return statSync(`${file}-wal`).size / 1e6
    }
    db.pragma('synchronous = OFF')
    const small = write()
    setCache(db, 'large')
    const large = write()
    closeDatabase(db)

    expect(small).toBeLessThan(10)
    expect(large).toBeGreaterThan(15)
  })
})
