import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'
import type { UsersFilter } from './people-filter'
import { filterUsers, findUsers, userText } from './people-filter'
import { everything } from './list-walk'

/** A person as stored; email and phone are empty when unknown. */
export interface StoredUser {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  readonly email: string
  readonly phone: string
}

const source: ListSource = {
  table: 'users',
  attributes: {
    name: { type: 'word' },
    email: { type: 'word' },
    // Digits, which have no case: compared like ids, by an index.
    phone: { type: 'id' },
  },
  // Looking for a person narrows with every word: an address is several words.
  search: 'all',
  text: userText,
}

/** Reads and writes users. */
export const createUserStore = (db: Connection) => {
  const one = db.prepare<[string], StoredUser>('SELECT * FROM users WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO users (id, createdAt, updatedAt, name, email, phone)
     VALUES (@id, @createdAt, @updatedAt, @name, @email, @phone)`,
  )
  const update = db.prepare(
    `UPDATE users SET updatedAt = @updatedAt, name = @name, email = @email, phone = @phone
     WHERE id = @id`,
  )
  const remove = db.prepare('DELETE FROM users WHERE id = ?')

  return {
    get: (id: string): StoredUser | undefined => one.get(id),
    list: (input: ListInput): Page<StoredUser> => readList<StoredUser>(db, source, input),
    /** The list narrowed by what is known of people elsewhere. */
    find: (input: ListInput, filter: UsersFilter): Page<StoredUser> =>
      readList<StoredUser>(db, source, input, {
        ...everything,
        filters: filterUsers(filter),
        finders: filter.search === undefined ? undefined : findUsers(db, filter.search),
      }),
    /** Throws a conflict when the id, the address or the number is in use. */
    insert: (user: StoredUser): void => void insert.run(user),
    /** Throws a conflict when the address or the number is in use. */
    update: (user: StoredUser): void => void update.run(user),
    /** Removes the targets and their subscribers too. */
    remove: (id: string): boolean => remove.run(id).changes > 0,
  }
}
