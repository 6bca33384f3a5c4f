import type { EmailContent } from '@contract/drafts'
import { excess, limits, type ChannelChecks, type CheckName, type Finding } from './finding'
import { formatBytes } from '@/format-count'
import { parseMail } from './parse-mail'
import { strayTags } from './stray-tags'

/** What is known of the files that go along. */
export interface AttachmentFacts {
  /** Bytes above the vendor's limit. */
  readonly attachmentExcess?: number
  /** Files that are not in storage any more. */
  readonly attachmentsGone?: number
}

/** What is certain to be wrong with a mail, or worth a second look. */
export const checkEmail = (
  content: EmailContent,
  { attachmentExcess = 0, attachmentsGone = 0 }: AttachmentFacts,
): ChannelChecks => ({
  checked: [
    ...(['subject', 'subjectLength', 'content', 'contentLength'] as const),
    ...(content.attachments.length > 0 ? (['attachments', 'attachmentsGone'] as const) : []),
    ...(content.content.trim() === '' ? [] : textChecks(content)),
  ],
  findings: [
    ...checkText(content),
    ...(attachmentExcess > 0
      ? [
          {
            name: 'attachments' as const,
            level: 'block' as const,
            detail: formatBytes(attachmentExcess),
          },
        ]
      : []),
    ...(attachmentsGone > 0
      ? [{ name: 'attachmentsGone' as const, level: 'block' as const, count: attachmentsGone }]
      : []),
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
