import type { SmsContent } from '@contract/drafts'
import { costlyCharacters } from '@/sms/costly-characters'
import { measureSms } from '@/sms/segments'
import { excess, limits, type ChannelChecks, type Finding } from './finding'

/** More parts than this are put together badly, or not at all, by old phones. */
const manySegments = 6

/** What is certain to be wrong with a text message, or worth a second look. */
export const checkSms = ({ content }: SmsContent): ChannelChecks => {
  const { encoding, segments } = measureSms(content)
  const findings: Finding[] = [...excess('contentLength', content, limits.content)]
  if (content.trim() === '') findings.push({ name: 'content', level: 'block' })
  if (segments.length > manySegments) {
    findings.push({ name: 'segments', level: 'confirm', count: segments.length })
  }
  const costly = costlyCharacters(content).filter(({ replacement }) => replacement !== undefined)
  if (encoding === 'ucs2' && costly.length > 0) {
    findings.push({ name: 'unicode', level: 'confirm', count: costly.length })
  }
  return { checked: ['content', 'contentLength', 'segments', 'unicode'], findings }
}
