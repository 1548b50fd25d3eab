import { expect, test } from 'vitest'
import { productRulesOf, type ProductRulesInput } from '#catalog/rules'
import type { Connector } from '#contract/connector'
import { connectorRegistry } from '#app/registry'
import { fieldProblems } from './field-problems.ts'

function connector(id: string): Connector<never> {
  const found = connectorRegistry.get(id)
  if (found === undefined) throw new Error(`There is no connector ${id}`)
  return found
}

const sides = { store: connector('shopify'), target: connector('erpnext') }
const told = (rules: ProductRulesInput) =>
  fieldProblems(['rules', 'products'], productRulesOf(rules), sides, () => null).map(
    ({ path, message }) => `${path}: ${message}`,
  )

test('what Shopify and ERPNext cannot do is refused where it is asked for', () => {
  expect(told({})).toEqual([])
  expect(
    told({ fields: { images: { direction: 'to-target' }, vendor: { owner: 'target', direction: 'both' } } }),
  ).toEqual([])
  expect(
    told({
      fields: { cost: { owner: 'store' }, tags: { owner: 'target' }, images: { owner: 'target', direction: 'away' } },
      customFields: [{ store: 'custom.material', target: 'custom_material' }],
    }),
  ).toEqual([
    'rules.products.fields.tags: ERPNext has no tags that could be compared.',
    'rules.products.fields.images: Shopify cannot be told the pictures of a product that is there already.',
    'rules.products.fields.cost: ERPNext cannot be told the cost.',
    'rules.products.customFields[0].store: The connection of Shopify does not tell a field "custom.material".',
    'rules.products.customFields[0].target: The connection of ERPNext does not tell a field "custom_material".',
  ])
})
