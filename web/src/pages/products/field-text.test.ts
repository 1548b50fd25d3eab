import { describe, expect, test } from 'vitest'
import { fieldText, type FieldWords } from './field-text.ts'
import { partingOf } from './parting.ts'

const words: FieldWords = {
  locale: 'en-GB',
  yes: 'Yes',
  no: 'No',
  status: (value) => `is ${value}`,
  struckOut: (amount) => `(struck out ${amount})`,
}

describe('what a field holds', () => {
  test.each([
    ['title', '', null],
    ['tags', [], null],
    ['seo', { title: null, description: null }, null],
    ['price', { amount: null, compareAt: null }, null],
    ['seo', { title: 'Mugs', description: null }, 'Mugs'],
    ['tags', ['blue', 'new'], 'blue, new'],
    ['requiresShipping', false, 'No'],
    ['status', 'draft', 'is draft'],
    ['weight', { value: '1500.5', unit: 'g' }, '1,500.5 g'],
    // A SKU may be all digits, with a zero in front.
    ['sku', '0012345', '0012345'],
    ['cost', '1234.5', '1,234.50'],
    ['price', { amount: '15', compareAt: '19.9' }, '15 (struck out 19.90)'],
    ['price on United States', { amount: '15', compareAt: null }, '15'],
    ['description', '<p>Tea &amp; cake</p>\n<p>for two</p>', 'Tea & cake for two'],
    ['images', [{ url: 'https://cdn.example/a/mug.png?v=1' }, { url: 'https://cdn.example/b.png' }], 'mug.png + 1'],
  ])('%s %o', (field, value, shown) => expect(fieldText(field, value, words)).toBe(shown))
})

test('a remedy that names the command to part a variant becomes a button', () => {
  const remedy = 'Restore the item, or part them so that the variant is joined anew: tillbridge products unlink 44012'
  expect(partingOf(remedy)).toEqual({
    variant: '44012',
    words: 'Restore the item, or part them so that the variant is joined anew.',
  })
  expect(partingOf('Give each its own SKU.')).toBeNull()
  expect(partingOf(null)).toBeNull()
})
