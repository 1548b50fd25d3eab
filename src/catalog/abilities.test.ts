import { expect, test } from 'vitest'
import { type FieldAbility, impossibleRules } from './abilities.ts'
import { productRulesOf, type ProductRulesInput } from './rules.ts'

const ability = (name: string, tells: readonly string[], takes: readonly string[] = tells): FieldAbility => ({
  name,
  tells: new Set(tells),
  takes: new Set(takes),
  findsBarcodes: name === 'Store',
  customFields: [`${name}.material`],
})
const store = ability('Store', ['title', 'tags', 'images', 'customFields'], ['title', 'tags', 'customFields'])
const target = ability('ERP', ['title', 'images', 'customFields', 'unit'], ['title', 'images', 'customFields'])
const told = (rules: ProductRulesInput) =>
  impossibleRules(productRulesOf(rules), { store, target }).map(({ path, message }) => [path.join('.'), message])

test('rules that nobody wrote ask for nothing', () => {
  expect(told({})).toEqual([])
  expect(told({ fields: { tags: { direction: 'none' }, unit: { direction: 'none' } } })).toEqual([])
})

test('a rule is refused that one of the systems cannot follow, and says which', () => {
  expect(told({ fields: { title: { owner: 'target' }, images: { direction: 'to-target' } } })).toEqual([])
  expect(told({ fields: { tags: { owner: 'target' } } })).toEqual([
    ['fields.tags', 'ERP has no tags that could be compared'],
  ])
  expect(told({ fields: { images: { owner: 'target', direction: 'away' } } })).toEqual([
    ['fields.images', 'Store cannot be told the pictures of a product that is there already'],
  ])
  expect(told({ fields: { unit: { direction: 'both' } } })).toEqual([
    ['fields.unit', 'Store has no unit that could be compared'],
  ])
})

test('what cannot be looked for is not matched by', () => {
  expect(told({ matchBy: 'sku-then-barcode' })).toEqual([['matchBy', 'ERP finds no product by a barcode']])
})

test('joined fields must be told by both connections', () => {
  const [one, other] = ['Store.material', 'ERP.material']
  expect(told({ customFields: [{ store: one, target: other, direction: 'both' }] })).toEqual([])
  expect(told({ customFields: [{ store: one, target: 'ERP.care' }] })).toEqual([
    ['customFields.0.target', 'The connection of ERP does not tell a field "ERP.care"'],
  ])
  const twice = { store: one, target: other }
  expect(() => productRulesOf({ customFields: [twice, twice] })).toThrow(/another entry/)
})
