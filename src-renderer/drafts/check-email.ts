import type { EmailContent } from '@contract/drafts'
import { excess, limits, type ChannelChecks, type CheckName, type Finding } from './finding'
import { parseMail } from './parse-mail'
import { strayTags } from './stray-tags'

/** What is certain to be wrong with a mail, or worth a second look. */
export const checkEmail = (content: EmailContent): ChannelChecks => ({
  checked: [
    ...(['subject', 'subjectLength', 'content', 'contentLength'] as const),
    ...(content.content.trim() === '' ? [] : textChecks(content)),
  ],
  findings: [
    ...checkText(content),
    ...(content.html ? checkHtml(content.content) : checkPlain(content.content)),
  ],
})

const textChecks = ({ html }: EmailContent): readonly CheckName[] =>
  html ? ['tags', 'noTags', 'scripts', 'emptyLinks', 'altTexts'] : ['rawTags']

const checkText = ({ subject, content }: EmailContent): Finding[] => {
  const findings: Finding[] = []
  if (subject.trim() === '') findings.push({ name: 'subject', level: 'block' })
  if (content.trim() === '') findings.push({ name: 'content', level: 'block' })
  return [
    ...findings,
    ...excess('subjectLength', subject, limits.subject),
    ...excess('contentLength', content, limits.content),
  ]
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
