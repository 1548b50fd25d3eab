import { expect, test } from 'vitest'
import { htmlOf, plainOf } from './plain-text.ts'

test('a text of a store becomes lines of words, and lines become paragraphs', () => {
  const html =
    '<h2>Soft &amp; warm</h2>\n<p>Of <b>wool</b>,<br>knitted&#33;</p><ul><li>S</li><li>M</li></ul><style>p{}</style>'
  expect(plainOf(html)).toBe('Soft & warm\nOf wool,\nknitted!\nS\nM')
  expect(htmlOf('Soft & <warm>\n\nOf wool')).toBe('<p>Soft &amp; &lt;warm&gt;</p><p>Of wool</p>')
  expect(plainOf(htmlOf('1 < 2 & 3\nfour'))).toBe('1 < 2 & 3\nfour')
  expect(plainOf('<p> </p>&nope;')).toBe('&nope;')
})
