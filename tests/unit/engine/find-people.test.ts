import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Query as Q } from '@contract/queries'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFile } from '../../support/csv-import'
import { openWorkspace, type Workspace } from '../../support/workspace'

let workspace: Workspace
beforeEach(async () => {
  workspace = openWorkspace()
  await workspace.call('createTopic', { topicId: 'news', name: 'News' })
  await workspace.call('createTopic', { topicId: 'other', name: 'Other' })
})
afterEach(() => workspace.end())

const subscribe = (topicId: string, targetId: string) =>
  workspace.call('createSubscriber', { subscriberId: `${topicId}-${targetId}`, topicId, targetId })
const addTarget = (
  userId: string,
  targetId: string,
  providerType: 'email' | 'sms' | 'push',
  identifier: string,
) => workspace.call('createTarget', { userId, targetId, providerType, identifier })

/** Ada with two addresses and a device, Grace with a number. */
const addAdaAndGrace = async (): Promise<void> => {
  await workspace.call('createUser', { userId: 'ada', name: 'Ada Lovelace' })
  await addTarget('ada', 'ada-home', 'email', 'Ada@Example.org')
  await addTarget('ada', 'ada-work', 'email', 'countess@engine.example')
  await addTarget('ada', 'ada-phone', 'push', 'fcmToken:AbC123')
  await workspace.call('createUser', { userId: 'grace', name: 'Grace Hopper' })
  await addTarget('grace', 'grace-mobile', 'sms', '+46701234567')
  for (const id of ['ada-home', 'ada-work', 'ada-phone', 'grace-mobile'])
    await subscribe('news', id)
  await subscribe('other', 'ada-home')
}

const membersFound = async (search: string): Promise<string[]> => {
  const page = await workspace.call('findSubscribers', { topicId: 'news', search })
  expect(page.total).toBe(page.subscribers.length)
  return page.subscribers.map(({ targetId }) => targetId)
}
const usersFound = async (input: object): Promise<string[]> =>
  (await workspace.call('findUsers', input)).users.map(({ $id }) => $id)

describe('finding people of a topic', () => {
  it('takes names, addresses, numbers, tokens and ids, and looks in this topic alone', async () => {
    await addAdaAndGrace()
    expect(await membersFound('lovelace')).toEqual(['ada-home', 'ada-work', 'ada-phone'])
    expect(await membersFound('love ada')).toEqual([])
    expect(await membersFound('ada love')).toEqual(['ada-home', 'ada-work', 'ada-phone'])
    expect(await membersFound('ADA@exam')).toEqual(['ada-home'])
    expect(await membersFound('Countess')).toEqual(['ada-work'])
    expect(await membersFound('+46 70-123')).toEqual(['grace-mobile'])
    expect(await membersFound('fcmToken:AbC')).toEqual(['ada-phone'])
    expect(await membersFound('news-grace-mobile')).toEqual(['grace-mobile'])
    expect(await membersFound('other-ada-home')).toEqual([])
    expect(await membersFound('grace-mobile')).toEqual(['grace-mobile'])
    expect(await membersFound('%')).toEqual([])
  })

  it('covers everybody, page by page and in any order of the list', async () => {
    const people = Array.from({ length: 700 }, (_, at) => `p${at}@example.org,Person ${at}\n`)
    await importFile(workspace, `email,name\n${people.join('')}`, {
      ...{ kind: 'subscribers', topicId: 'news', mapping: { email: [0], name: [1] } },
    })
    const order = [Q.orderDesc('$createdAt'), Q.limit(300)]
    const names: string[] = []
    for (let last: string | undefined; ;) {
      const page = await workspace.call('findSubscribers', {
        ...{ topicId: 'news', search: 'person' },
        queries: [...order, ...(last === undefined ? [] : [Q.cursorAfter(last)])],
      })
      expect(page.total).toBe(700)
      names.push(...page.subscribers.map(({ userName }) => userName))
      last = page.subscribers.at(-1)?.$id
      if (last === undefined) break
    }
    expect(new Set(names).size).toBe(700)
    expect(names[0]).toBe('Person 699')
  })

  it('fails like the list when there is no such topic', async () => {
    await expect(workspace.call('findSubscribers', { topicId: 'none' })).rejects.toMatchObject({
      type: 'topic_not_found',
    })
  })
})

describe('what a provider has said is gone', () => {
  it('is found among subscribers and users, and left out of the others', async () => {
    await addAdaAndGrace()
    const db = new Database(join(workspace.folder, 'engine.db'))
    db.prepare(`UPDATE targets SET expired = 1 WHERE id = 'ada-phone'`).run()
    db.close()
    const members = async (expired: boolean) => {
      const page = await workspace.call('findSubscribers', { topicId: 'news', expired })
      return page.subscribers.map(({ targetId }) => targetId)
    }
    expect(await members(true)).toEqual(['ada-phone'])
    expect(await members(false)).toEqual(['ada-home', 'ada-work', 'grace-mobile'])
    expect(await usersFound({ expired: true })).toEqual(['ada'])
    expect(await usersFound({ expired: false })).toEqual(['grace'])
  })
})

describe('finding users', () => {
  it('takes any of the ways they can be reached, and what begins any of these', async () => {
    await addAdaAndGrace()
    await workspace.call('createUser', { userId: 'nobody', name: 'Nobody' })
    expect(await usersFound({ search: 'countess' })).toEqual(['ada'])
    expect(await usersFound({ search: 'fcmToken' })).toEqual(['ada'])
    expect(await usersFound({ search: 'hopper' })).toEqual(['grace'])
    expect(await usersFound({ reach: ['email'] })).toEqual(['ada'])
    expect(await usersFound({ reach: ['sms', 'push'] })).toEqual(['ada', 'grace'])
    expect(await usersFound({ reach: [] })).toEqual(['ada', 'grace', 'nobody'])
    expect(await usersFound({ queries: [Q.orderDesc('name'), Q.limit(1)] })).toEqual(['nobody'])
  })
})
