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
    [
      '&copy; M&uuml;ller &ndash; &Auml;pfel f&uuml;r 3&frac12;&nbsp;&euro;&hellip; &AMP; m&shy;ehr',
      '© Müller – Äpfel für 3½ €… & mehr',
    ],
    ['half &#xd800; none &#0; far &#x110000;', 'half &#xd800; none &#0; far &#x110000;'],
    ['<img src="x.png">', ''],
    [
      '<a href="https://x.example/s"><img src="x.png" alt="Sale"></a>',
      'Sale (https://x.example/s)',
    ],
    ['<tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>3</td></tr>', 'Item Price\r\nTea 3'],
    ['  many\n   spaces  ', 'many spaces'],
  ])('of %s is %o', (html, text) => {
    expect(toPlainText(html)).toBe(text)
  })
})
