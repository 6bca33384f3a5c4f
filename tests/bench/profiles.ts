import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Messaging, type Client } from 'node-appwrite'
import { openHostBridge, type HostBridge } from './host-bridge.ts'
import { eachOf, median, percentile } from './measure.ts'
import { startEngine } from './processes.ts'

const messages = 10_000
const drafts = 1000
const switches = 60
const starts = 5
const pageSize = 100

/**
 * Switching between two remote projects of which 10,000 messages each are cached, until the list of
 * campaigns is there; and starting the app with 1,000 drafts, until they are listed.
 */
export const benchProfiles = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sendwright-bench-'))
  const engine = await startEngine()
  let host = await openHostBridge(folder)
  try {
    await fill(engine.client)
    const profiles = [
      await connect(host, engine.ready, 'One'),
      await connect(host, engine.ready, 'Two'),
    ]
    for (const profileId of profiles) await readAll(host, profileId)
    const switchTimes = await measureSwitches(host, profiles)

    for (let at = 0; at < drafts; at++) await host.call('createDraft', {})
    const startTimes: number[] = []
    for (let run = 0; run < starts; run++) {
      await host.close()
      const start = performance.now()
      host = await openHostBridge(folder)
      await host.call('listDrafts', {})
      startTimes.push(performance.now() - start)
    }
    report(switchTimes, startTimes)
  } finally {
    await host.close()
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  }
}

const report = (switchTimes: readonly number[], startTimes: readonly number[]): void => {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  console.log(`profiles: 2 remote projects with ${messages} cached messages each`)
  console.log(`  switch, median of ${switches}        ${ms(median(switchTimes))}`)
  console.log(`  switch, p95                 ${ms(percentile(switchTimes, 0.95))}`)
  console.log(`  start with ${drafts} drafts     ${ms(median(startTimes))} (median of ${starts})`)
}

const fill = async (client: Client): Promise<void> => {
  const messaging = new Messaging(client)
  const content = 'There is a night train to Copenhagen every evening. '.repeat(10)
  await eachOf(Array(messages).keys(), 10, (at) =>
    messaging.createEmail({
      ...{ messageId: `m${at}`, subject: `Night trains, part ${at}`, content, draft: true },
    }),
  )
}

const connect = async (
  host: HostBridge,
  { url = '', project = '', key = '' }: Readonly<Record<string, string>>,
  name: string,
): Promise<string> => {
  const input = { name, environment: 'staging', endpoint: url, project, key }
  const { id } = await host.call('connectProfile', input)
  return String(id)
}

const query = (method: string, values: readonly unknown[], attribute?: string): string =>
  JSON.stringify({ method, values, ...(attribute !== undefined && { attribute }) })

/** The first page of the list of campaigns, newest first. */
const firstPage = {
  queries: [JSON.stringify({ method: 'orderDesc', attribute: '$createdAt' }), query('limit', [50])],
}

const readAll = async (host: HostBridge, profileId: string): Promise<void> => {
  await host.call('selectProfile', { profileId })
  await host.call('listMessages', firstPage)
  for (let offset = 0; offset < messages; offset += pageSize) {
    const queries = [query('limit', [pageSize]), query('offset', [offset])]
    await host.call('listMessages', { queries })
  }
}

const measureSwitches = async (
  host: HostBridge,
  profiles: readonly string[],
): Promise<number[]> => {
  const times: number[] = []
  for (let run = 0; run < switches; run++) {
    const profileId = profiles[run % profiles.length]
    const start = performance.now()
    await host.call('selectProfile', { profileId })
    await host.call('getAppState', {})
    await host.call('listMessages', firstPage)
    await host.call('listDrafts', {})
    times.push(performance.now() - start)
  }
  return times
}
