import type { DraftContent } from '@contract/drafts'
import { parseMail } from './parse-mail'
import { strayTags } from './stray-tags'

/** Characters that a subject and a text may have; the server counts code points. */
export const limits = { subject: 998, content: 64_230 } as const

/** Everything that a draft is checked for, in the order it is shown. */
export const checkNames = [
  'subject',
  'subjectLength',
  'content',
  'contentLength',
  'recipients',
  'reached',
  'counted',
  'provider',
  'tags',
  'rawTags',
  'noTags',
  'scripts',
  'emptyLinks',
  'altTexts',
] as const

/** One thing that a draft is checked for. */
type CheckName = (typeof checkNames)[number]

/** What a check found. */
export interface Finding {
  readonly name: CheckName
  /** `block` must be mended before sending, `confirm` must be agreed to. */
  readonly level: 'block' | 'confirm'
  /** How many, where it can be more than one. */
  readonly count?: number
  /** The text at fault. */
  readonly detail?: string
  /** Where it stands in the text, from 1. */
  readonly line?: number
}

/** What is known of a draft besides its text. */
export interface CheckFacts {
  /** Different people; undefined when the backend does not count. */
  readonly people: number | undefined
  /** Why the people could not be counted. */
  readonly countProblem?: string
  /** Enabled e-mail providers; undefined while unknown. */
  readonly enabledProviders: number | undefined
}

/** What a draft's checks say. */
export interface CheckResult {
  readonly block: readonly Finding[]
  readonly confirm: readonly Finding[]
  readonly passed: readonly CheckName[]
}

/** The number of characters as the server counts them. */
export const lengthOf = (text: string): number => [...text].length

/** Checks a draft for what is certain to be wrong or surely worth a second look. */
export const checkDraft = (content: DraftContent, facts: CheckFacts): CheckResult => {
  const findings = [
    ...checkText(content),
    ...checkPeople(content, facts),
    ...(content.html ? checkHtml(content.content) : checkPlain(content.content)),
  ]
  const found = new Set(findings.map((finding) => finding.name))
  const order = (finding: Finding): number => checkNames.indexOf(finding.name)
  const level = (wanted: Finding['level']): Finding[] =>
    findings
      .filter((finding) => finding.level === wanted)
      .toSorted((left, right) => order(left) - order(right))
  return {
    block: level('block'),
    confirm: level('confirm'),
    passed: checkNames.filter((name) => !found.has(name) && applies(name, content, facts)),
  }
}

const htmlChecks: readonly CheckName[] = ['tags', 'noTags', 'scripts', 'emptyLinks', 'altTexts']

const applies = (name: CheckName, content: DraftContent, facts: CheckFacts): boolean => {
  if (htmlChecks.includes(name)) return content.html && content.content.trim() !== ''
  if (name === 'rawTags') return !content.html && content.content.trim() !== ''
  if (name === 'provider') return facts.enabledProviders !== undefined
  if (name === 'reached' || name === 'counted') return facts.people !== undefined
  return true
}

const checkText = ({ subject, content }: DraftContent): Finding[] => {
  const findings: Finding[] = []
  // The cheap bound first: a string never has more characters than UTF-16 units.
  const tooLong = (text: string, limit: number): number =>
    text.length > limit ? Math.max(0, lengthOf(text) - limit) : 0
  if (subject.trim() === '') findings.push({ name: 'subject', level: 'block' })
  if (content.trim() === '') findings.push({ name: 'content', level: 'block' })
  const subjectExcess = tooLong(subject, limits.subject)
  const contentExcess = tooLong(content, limits.content)
  if (subjectExcess > 0) {
    findings.push({ name: 'subjectLength', level: 'block', count: subjectExcess })
  }
  if (contentExcess > 0) {
    findings.push({ name: 'contentLength', level: 'block', count: contentExcess })
  }
  return findings
}

const checkPeople = (content: DraftContent, facts: CheckFacts): Finding[] => {
  const findings: Finding[] = []
  const chosen = content.topics.length + content.users.length + content.targets.length
  if (chosen === 0) findings.push({ name: 'recipients', level: 'block' })
  else if (facts.countProblem !== undefined) {
    findings.push({ name: 'counted', level: 'block', detail: facts.countProblem })
  } else if (facts.people === 0) findings.push({ name: 'reached', level: 'block' })
  if (facts.enabledProviders === 0) findings.push({ name: 'provider', level: 'block' })
  return findings
}

const checkHtml = (html: string): Finding[] => {
  if (html.trim() === '') return []
  const findings: Finding[] = strayTags(html).map(({ tag, line }) => ({
    name: 'tags',
    level: 'confirm',
    detail: tag,
    line,
  }))
  const parsed = parseMail(html)
  const add = (name: CheckName, count: number): void => {
    if (count > 0) findings.push({ name, level: 'confirm', count })
  }
  add('noTags', /<[a-z!]/i.test(html) ? 0 : 1)
  add('scripts', parsed.querySelectorAll('script').length)
  const links = [...parsed.querySelectorAll('a')]
  add('emptyLinks', links.filter((link) => isEmptyLink(link)).length)
  add('altTexts', parsed.querySelectorAll('img:not([alt])').length)
  return findings
}

const isEmptyLink = (link: Element): boolean => {
  if (link.hasAttribute('id') || link.hasAttribute('name')) return false
  return ['', '#'].includes(link.getAttribute('href')?.trim() ?? '')
}

const checkPlain = (text: string): Finding[] =>
  /<(p|div|br|a|b|h[1-6]|table|body|span|img|strong)\b[^>]*>/i.test(text)
    ? [{ name: 'rawTags', level: 'confirm' }]
    : []
