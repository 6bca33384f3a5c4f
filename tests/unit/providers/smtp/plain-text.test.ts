import { describe, expect, it } from 'vitest'
import { toPlainText } from '@main/providers/smtp/plain-text'

describe('the text of an HTML mail', () => {
  it.each([
    ['<p>One</p><p>Two</p>', 'One\r\n\r\nTwo'],
    ['a<br>b<br/>c', 'a\r\nb\r\nc'],
    ['<style>p { color: red }</style><script>x()</script><!-- no -->Hi', 'Hi'],
    ['<ul><li>one</li><li>two</li></ul>', '- one\r\n- two'],
    ['<a href="https://x.example/a">Look</a>', 'Look (https://x.example/a)'],
    ['<a href="https://x.example">https://x.example</a>', 'https://x.example'],
    ['5 &lt; 6 &amp;&amp; 7 &gt; 6 &#8364; &#x2713; &unknown;', '5 < 6 && 7 > 6 € ✓ &unknown;'],
    ['<img src="x.png">', ''],
    ['  many\n   spaces  ', 'many spaces'],
  ])('of %s is %o', (html, text) => {
    expect(toPlainText(html)).toBe(text)
  })
})
