import type { PushContent } from '@contract/drafts'
import { isReservedByApple } from '@contract/push/apple'
import { isReservedByGoogle } from '@contract/push/google'
import { mostPushBytes } from '@contract/push/notification'
import { badgeOf, parseJson } from '@/push/notification'
import { payloadBytes } from '@/push/payload'
import { platforms } from '@/push/platforms'
import { excess, limits, type ChannelChecks, type CheckName, type Finding } from './finding'

/** What is certain to be wrong with a push message, or worth a second look. */
export const checkPush = (content: PushContent): ChannelChecks => {
  const block = (name: CheckName, part: Partial<Finding> = {}): Finding => ({
    ...{ name, level: 'block' },
    ...part,
  })
  const { title, body, data, badge } = content
  const findings: Finding[] = [
    ...excess('titleLength', title, limits.short),
    ...excess('contentLength', body, limits.content),
    ...shortFields.flatMap((field) => excess('fieldLength', content[field], limits.short, field)),
  ]
  if (title.trim() === '' && body.trim() === '' && data.length === 0) {
    findings.push(block('somethingToShow'))
  }
  if (badge.trim() !== '' && badgeOf(content) === undefined) findings.push(block('badge'))
  const bytes = Math.max(...platforms.map((platform) => payloadBytes(content, platform, '')))
  if (bytes > mostPushBytes) findings.push(block('payload', { count: bytes - mostPushBytes }))
  return {
    checked: [
      ...(['somethingToShow', 'titleLength', 'contentLength', 'fieldLength'] as const),
      ...(['badge', 'payload', 'dataNames', 'dataJson'] as const),
    ],
    findings: [...findings, ...checkData(content)],
  }
}

const shortFields = ['action', 'icon', 'sound', 'color', 'tag'] as const

/** Names that Google or Apple keep to themselves. */
const isReserved = (name: string): boolean => isReservedByApple(name) || isReservedByGoogle(name)

const checkData = ({ data }: PushContent): Finding[] => {
  const names = data.map(({ name }) => name.trim())
  const isWrong = (name: string, index: number): boolean =>
    name === '' || isReserved(name) || names.indexOf(name) !== index
  const wrongName = names.findIndex(isWrong)
  const wrongValue = data.find(
    ({ value, type }) => type === 'json' && parseJson(value) === undefined,
  )
  return [
    ...(wrongName === -1
      ? []
      : [{ name: 'dataNames' as const, level: 'block' as const, detail: names[wrongName] ?? '' }]),
    ...(wrongValue
      ? [{ name: 'dataJson' as const, level: 'block' as const, detail: wrongValue.name }]
      : []),
  ]
}
