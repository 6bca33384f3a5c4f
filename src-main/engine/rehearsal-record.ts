import type { RehearsedRequest, RehearsalInfo } from '@contract/trials'
import type { SinkMail } from '../providers/provider'

/** What came out of a rehearsal: totals of everything, and the first requests themselves. */
export interface RehearsalRecord {
  /** Counts what a provider with so many connections would be handed. */
  open(provider: {
    readonly id: string
    readonly name: string
    readonly connections: number
  }): ProviderRecord
  providers(): RehearsalInfo['providers']
  samples(): RehearsedRequest[]
}

/** The part of one provider. */
export interface ProviderRecord {
  /** One call is made for so many recipients. */
  call(recipients: number): void
  add(request: SinkMail): void
}

const mostSamples = 20
const mostSampleBytes = 64 * 1024
const mostSampleRecipients = 20
/** How long a vendor is taken to need for one request; no vendor promises anything. */
const assumedRequestMs = 200

/** A record without anything in it; its size does not grow with the audience. */
export const createRecord = (): RehearsalRecord => {
  const tallies: Tally[] = []
  const samples: RehearsedRequest[] = []
  return {
    open: ({ id, name, connections }) => {
      const tally = {
        providerId: id,
        name,
        connections,
        recipients: 0,
        calls: 0,
        requests: 0,
        bytes: 0,
      }
      tallies.push(tally)
      return {
        call: (recipients) => {
          tally.calls++
          tally.recipients += recipients
        },
        add: (request) => {
          const bytes = request.source.reduce((sum, { length }) => sum + length, 0)
          tally.requests++
          tally.bytes += bytes
          if (samples.length < mostSamples) samples.push(toSample(name, request, bytes))
        },
      }
    },
    providers: () =>
      tallies.map(({ connections, ...tally }) => ({
        ...tally,
        estimatedMs: Math.ceil(tally.requests / connections) * assumedRequestMs,
      })),
    samples: () => [...samples],
  }
}

interface Tally {
  readonly providerId: string
  readonly name: string
  readonly connections: number
  recipients: number
  calls: number
  requests: number
  bytes: number
}

const toSample = (
  providerName: string,
  { identifiers, subject, source }: SinkMail,
  bytes: number,
): RehearsedRequest => ({
  ...{ providerName, subject, bytes },
  identifiers: identifiers.slice(0, mostSampleRecipients),
  recipients: identifiers.length,
  source: Buffer.concat(source).subarray(0, mostSampleBytes).toString('utf8'),
})
