import type { EmailContent } from '@contract/drafts'
import { expect, test } from 'vitest'
import { checkDraft, type CheckFacts } from '@/drafts/check-draft'
import { checkNames } from '@/drafts/finding'
import { strayTags } from '@/drafts/stray-tags'
import composer from '@/locales/en/composer'

const content = (part: Partial<EmailContent> = {}): EmailContent => ({
  kind: 'email',
  subject: 'Hello',
  content: '<p>Hello</p>',
  html: true,
  topics: ['news'],
  users: [],
  targets: [],
  cc: [],
  bcc: [],
  attachments: [],
  messageId: '',
  scheduledAt: null,
  ...part,
})
const facts: CheckFacts = {
  people: 3,
  enabledProviders: 1,
  undecided: 0,
  now: Date.parse('2026-11-24T12:00:00Z'),
}
const names = (part: Partial<EmailContent>, known: Partial<CheckFacts> = {}) => {
  const { block, confirm } = checkDraft(content(part), { ...facts, ...known })
  return { block: block.map(({ name }) => name), confirm: confirm.map(({ name }) => name) }
}

test('a complete draft has nothing against it', () => {
  expect(names({})).toEqual({ block: [], confirm: [] })
})

test('an empty draft says everything that is missing, in the order of the form', () => {
  expect(names({ subject: ' ', content: '\n', topics: [] }, { enabledProviders: 0 }).block).toEqual(
    ['subject', 'content', 'recipients', 'provider'],
  )
})

test('people who cannot be reached or counted block sending', () => {
  expect(names({}, { people: 0 }).block).toEqual(['reached'])
  expect(names({}, { people: undefined, countProblem: 'The engine is down.' }).block).toEqual([
    'counted',
  ])
})

test('where the backend does not count, nothing is claimed about the number', () => {
  const { block, passed } = checkDraft(content(), {
    people: undefined,
    enabledProviders: undefined,
    undecided: 0,
    now: facts.now,
  })

  expect(block).toEqual([])
  expect(passed).not.toContain('reached')
  expect(passed).not.toContain('provider')
})

test('length is counted in characters as the server does, not in UTF-16 units', () => {
  expect(names({ content: '😀'.repeat(64_230), html: false }).block).toEqual([])
  expect(checkDraft(content({ subject: '😀'.repeat(1000) }), facts).block).toEqual([
    { name: 'subjectLength', level: 'block', count: 2 },
  ])
})

test('what mail programs would mend or drop must be confirmed', () => {
  const html = '<p>a</b></p><script>x</script><a href="#">go</a><img src="cid:x"><a name="top"></a>'

  expect(names({ content: html }).confirm).toEqual(['tags', 'scripts', 'emptyLinks', 'altTexts'])
  expect(names({ content: 'Hello\nyou' }).confirm).toEqual(['noTags'])
  expect(names({ content: '<p>Hello</p>', html: false }).confirm).toEqual(['rawTags'])
})

test('every check has its words', () => {
  expect(Object.keys(composer.check).toSorted()).toEqual(checkNames.toSorted())
})

test('a closing tag that closes nothing is found with its line and place', () => {
  const html = '<p>one\n<b>two</b></strong>\n</p>'

  expect(strayTags(html)).toEqual([{ tag: '</strong>', line: 2, from: 17, to: 26 }])
})

test('ends that may be left out, void elements, comments and styles are no problem', () => {
  const html =
    '<ul><li>a<li>b</ul><br><img src="a>b"><!-- </b> --><style>a > b {} /* </i> */</style><td/>'

  expect(strayTags(html)).toEqual([])
})
