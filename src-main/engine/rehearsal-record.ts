import type { RehearsedRequest, RehearsalInfo } from '@contract/trials'
import type { SinkMail } from '../providers/outgoing'

/** What came out of a rehearsal: totals of everything, and the first requests themselves. */
export interface RehearsalRecord {
  /** Counts what a provider would be handed. */
  open(provider: RehearsedProvider): ProviderRecord
  providers(): RehearsalInfo['providers']
  samples(): RehearsedRequest[]
}

/** Through whom and how fast a real send would go. */
export interface RehearsedProvider {
  readonly id: string
  readonly name: string
  /** Calls at the same time. */
  readonly connections: number
  /** Recipients a second at most; null where nobody set a limit. */
  readonly perSecond: number | null
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
    open: (provider) => {
      const { name } = provider
      const tally = { provider, recipients: 0, calls: 0, requests: 0, bytes: 0 }
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
      tallies.map(({ provider: { id, name, ...speed }, ...counts }) => ({
        ...{ providerId: id, name, ...counts, estimatedMs: estimate(counts, speed) },
      })),
    samples: () => [...samples],
  }
}

/** The slower of the two holds everything up: the answers, or the limit. */
const estimate = (
  { requests, recipients }: Pick<Tally, 'requests' | 'recipients'>,
  { connections, perSecond }: Pick<RehearsedProvider, 'connections' | 'perSecond'>,
): number =>
  Math.max(
    Math.ceil(requests / connections) * assumedRequestMs,
    perSecond === null ? 0 : Math.ceil((recipients * 1000) / perSecond),
  )

interface Tally {
  readonly provider: RehearsedProvider
  recipients: number
  calls: number
  requests: number
  bytes: number
}

const toSample = (
  providerName: string,
  { identifiers, subject, envelope, source }: SinkMail,
  bytes: number,
): RehearsedRequest => ({
  ...{ providerName, subject, bytes },
  identifiers: identifiers.slice(0, mostSampleRecipients),
  envelope: envelope ? { from: envelope.from, to: [...envelope.to] } : null,
  recipients: identifiers.length,
  source: Buffer.concat(source).subarray(0, mostSampleBytes).toString('utf8'),
})
