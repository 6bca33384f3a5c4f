import { it, expect } from 'vitest'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { chmodSync } from 'node:fs'
import { startSmtp } from '../support/smtp-sink'
import { startHttp } from '../support/http-sink'
import { addSmtp, addPeople, addTopic, openWorkspace, waitUntilOver } from '../support/workspace'
import { addCrowd, addScripted, scriptedProvider } from '../support/scripted-provider'
import { ProviderError } from '@main/providers/errors'
const say = (...a: any[]) => console.log(...a.map((x) => typeof x === 'string' ? x : JSON.stringify(x)))
it('replaced by another kind', async () => {
  const sink = await startSmtp({ refuse: ['ann@example.com'] })
  const ws = openWorkspace()
  await addSmtp(ws, sink.port, { providerId: 'main' })
  await addPeople(ws, ['ann', 'bob'])
  const ids = (await ws.call('listUsers', {})).users.flatMap((u: any) => u.targets.map((t: any) => t.$id))
  await addTopic(ws, 'all', ids)
  await ws.call('createEmail', { messageId: 'm', subject: 's', content: 'c', topics: ['all'] })
  say((await waitUntilOver(ws, 'm')).deliveryErrors)
  await ws.call('deleteProvider', { providerId: 'main' })
  await ws.call('createProvider', { kind: 'twilio', providerId: 'main', name: 'Twilio', enabled: true, from: '+15005550006', accountSid: 'a', authToken: 'b' } as never)
  const sink2 = await startSmtp()
  await addSmtp(ws, sink2.port, { providerId: 'other' })
  const [a, b]: any = await Promise.allSettled([ws.call('retryDeliveries', { messageId: 'm', states: ['failed'] }), ws.call('retryDeliveries', { messageId: 'm', states: ['failed'] })])
  say(a, b.value ?? b.reason?.message)
  const m = await waitUntilOver(ws, 'm')
  say(m.status, m.deliveredTotal, m.deliveryErrors, 'new server got', sink2.mails.length, (await ws.call('getDeliveryReport', { messageId: 'm' })).providers)
  await ws.end(); await sink.close(); await sink2.close()
})
it('locked by a backup', async () => {
  const v = scriptedProvider(async () => { await new Promise((r) => setTimeout(r, 20)) })
  const ws = openWorkspace({ providers: [v.provider] })
  await addScripted(ws); await addCrowd(ws, 'crowd', 200)
  await ws.call('createEmail', { messageId: 'm', subject: 's', content: 'c', topics: ['crowd'] })
  await new Promise((r) => setTimeout(r, 200))
  const other = new Database(join(ws.folder, 'engine.db')); other.pragma('busy_timeout=3000')
  other.exec('BEGIN IMMEDIATE')
  say('locked after', v.calls.length)
  const t = performance.now()
  const timer = setTimeout(() => { }, 1)
  await new Promise((r) => setTimeout(r, 100))
  say('100 ms took', Math.round(performance.now() - t), v.calls.length, (await ws.call('getDeliveryReport', { messageId: 'm' })).activity)
  await new Promise((r) => setTimeout(r, 3000)); clearTimeout(timer)
  try { await ws.call('createUser', { userId: 'x', email: 'x@example.com' } as never) } catch (e: any) { say('create while locked:', e.code, e.type, e.message) }
  try { say('list while locked', (await ws.call('listUsers', {})).total) } catch (e: any) { say('list:', e.type, e.message) }
  other.exec('ROLLBACK'); other.close()
  const m = await waitUntilOver(ws, 'm')
  const ids = v.calls.flatMap((c) => c.identifiers)
  say(m.status, m.deliveredTotal, ids.length, new Set(ids).size, ws.log.slice(0, 3))
  await ws.end()
}, 60000)
it('locked at start', async () => {
  const ws = openWorkspace(); await ws.close()
  const other = new Database(join(ws.folder, 'engine.db')); other.exec('BEGIN EXCLUSIVE')
  const t = performance.now()
  try { openWorkspace({ dataFolder: ws.folder }) } catch (e: any) { say('start while locked:', Math.round(performance.now() - t), e.constructor.name, e.type, e.message) }
  other.exec('ROLLBACK'); other.close()
})
