import { describe, expect, it } from 'vitest'
import { formatSource } from '@/sandbox/format-request'

const head = 'POST /v1 HTTP/1.1\r\nhost: a.example\r\n\r\n'

describe('a source', () => {
  it('has its JSON on lines of its own', () => {
    expect(formatSource(`${head}{"to":["a"]}`)).toEqual({
      ...{ text: `${head}{\n  "to": [\n    "a"\n  ]\n}`, isCut: false },
    })
  })

  it.each([`${head}to=a&text=b`, `${head}{"cut":`, `${head}`, 'Subject: Hi\r\n\r\nHello', ''])(
    'stays as it is otherwise: %j',
    (source) => expect(formatSource(source)).toEqual({ text: source, isCut: false }),
  )

  it('is cut where nobody would read on', () => {
    const { text, isCut } = formatSource(`${head}${'x'.repeat(300_000)}`)
    expect([text.length, isCut]).toEqual([200_000, true])
  })
})
