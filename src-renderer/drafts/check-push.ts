import type { PushContent } from '@contract/drafts'
import { isReservedByApple } from '@contract/push/apple'
import { isReservedByGoogle } from '@contract/push/google'
import { isEarlyForPush, pushMisfit } from '@contract/push/early-servers'
import { mostPushBytes } from '@contract/push/notification'
import type { ToldVersion } from '@contract/server-version'
import { badgeOf, parseJson } from '@/push/notification'
import { payloadBytes } from '@/push/payload'
import { platforms } from '@/push/platforms'
import { excess, limits, type ChannelChecks, type CheckName, type Finding } from './finding'

/** What is known of the server that a push message is for. */
export interface PushFacts {
  /** Its version; undefined until it has answered. */
  readonly serverVersion?: ToldVersion | undefined
  /** The message is there already and is changed. */
  readonly isChange?: boolean
}

/** What is certain to be wrong with a push message, or worth a second look. */
export const checkPush = (content: PushContent, facts: PushFacts): ChannelChecks => {
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
  const server = checkServer(content, facts)
  return {
    checked: [
      ...server.checked,
      ...(['somethingToShow', 'titleLength', 'contentLength', 'fieldLength'] as const),
      ...(['badge', 'payload', 'dataNames', 'dataJson'] as const),
    ],
    findings: [...findings, ...server.findings, ...checkData(content)],
  }
}

const shortFields = ['action', 'icon', 'sound', 'color', 'tag'] as const

/** What an early Appwrite demands, and what it would drop, or might if it is one; one finding a field. */
const checkServer = (content: PushContent, facts: PushFacts): ChannelChecks => {
  const { serverVersion } = facts
  const isUntold = serverVersion === 'untold'
  if (!isUntold && !isEarlyForPush(serverVersion)) return { checked: [], findings: [] }
  const given = (text: string): string | undefined => (text === '' ? undefined : text)
  const push = {
    ...content,
    ...{ title: given(content.title), body: given(content.body), badge: badgeOf(content) },
  }
  const { lost, needed } = pushMisfit(push, facts.isChange ? 'update' : 'create')
  if (isUntold) {
    const findings = [...needed, ...lost].map((detail): Finding => ({
      name: 'serverUntold',
      level: 'confirm',
      detail,
    }))
    return { checked: [], findings }
  }
  const blockOf = (name: CheckName, fields: readonly string[]): Finding[] =>
    fields.map((detail) => ({ name, level: 'block', detail }))
  return {
    checked: ['serverNeeds', 'serverLoses'],
    findings: [...blockOf('serverNeeds', needed), ...blockOf('serverLoses', lost)],
  }
}

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
