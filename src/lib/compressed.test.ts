import { expect, test } from 'vitest'
import { compressText, decompressText } from './compressed.ts'

test.each(['', '[]', 'kort å', '{"name":"Åsa"}'.repeat(1_000)])(
  'text of any length comes back as it was (%#)',
  (text) => {
    expect(decompressText(compressText(text))).toBe(text)
  },
)

test('long text is kept in a fraction of its size', () => {
  const text = JSON.stringify(Array.from({ length: 300 }, (_, line) => ({ line, sku: `SKU-${line}`, price: '19.95' })))
  expect(compressText(text).length).toBeLessThan(text.length / 4)
})

test('what was stored before as plain text is read too', () => {
  expect(decompressText(Buffer.from('{"plain":true}'))).toBe('{"plain":true}')
})
