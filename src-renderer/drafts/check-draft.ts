import type { DraftContent } from '@contract/drafts'
import { checkCommon } from './check-common'
import { checkEmail, type AttachmentFacts } from './check-email'
import { checkPush, type PushFacts } from './check-push'
import { checkSms } from './check-sms'
import { checkNames, type ChannelChecks, type CheckName, type Finding } from './finding'

/** What is known of a draft besides its text. */
export interface CheckFacts extends AttachmentFacts, PushFacts {
  /** Different people; undefined when the backend does not count. */
  readonly people: number | undefined
  /** Why the people could not be counted. */
  readonly countProblem?: string
  /** Enabled providers of the channel; undefined while unknown. */
  readonly enabledProviders: number | undefined
  /** Fields that two windows wrote differently. */
  readonly undecided: number
  /** Milliseconds. */
  readonly now: number
}

/** What a draft's checks say. */
export interface CheckResult {
  readonly block: readonly Finding[]
  readonly confirm: readonly Finding[]
  readonly passed: readonly CheckName[]
}

/** Checks a draft for what is certain to be wrong or surely worth a second look. */
export const checkDraft = (content: DraftContent, facts: CheckFacts): CheckResult => {
  const parts = [
    checkChannel(content, facts),
    checkCommon(content, facts.now),
    checkPeople(content, facts),
    checkDecided(facts),
  ]
  const findings = parts.flatMap((part) => part.findings)
  const checked = new Set(parts.flatMap((part) => part.checked))
  const found = new Set(findings.map((finding) => finding.name))
  const order = (finding: Finding): number => checkNames.indexOf(finding.name)
  const level = (wanted: Finding['level']): Finding[] =>
    findings
      .filter((finding) => finding.level === wanted)
      .toSorted((left, right) => order(left) - order(right))
  return {
    block: level('block'),
    confirm: level('confirm'),
    passed: checkNames.filter((name) => checked.has(name) && !found.has(name)),
  }
}

const checkChannel = (content: DraftContent, facts: CheckFacts): ChannelChecks => {
  switch (content.kind) {
    case 'email':
      return checkEmail(content, facts)
    case 'sms':
      return checkSms(content)
    case 'push':
      return checkPush(content, facts)
  }
}

const checkDecided = ({ undecided: count }: CheckFacts): ChannelChecks => ({
  checked: [],
  findings: count > 0 ? [{ name: 'undecided', level: 'block', count }] : [],
})

const checkPeople = (content: DraftContent, facts: CheckFacts): ChannelChecks => {
  const { people, countProblem, enabledProviders } = facts
  const findings: Finding[] = []
  const chosen = content.topics.length + content.users.length + content.targets.length
  if (chosen === 0) findings.push({ name: 'recipients', level: 'block' })
  else if (countProblem !== undefined) {
    findings.push({ name: 'counted', level: 'block', detail: countProblem })
  } else if (people === 0) findings.push({ name: 'reached', level: 'block' })
  if (enabledProviders === 0) findings.push({ name: 'provider', level: 'block' })
  return {
    checked: [
      'recipients',
      ...(people === undefined ? [] : (['reached', 'counted'] as const)),
      ...(enabledProviders === undefined ? [] : (['provider'] as const)),
    ],
    findings,
  }
}
