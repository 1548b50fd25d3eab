import { expect, test } from 'vitest'
import { storeIds, usedCodes } from './codes.ts'
import { mappingsOf } from './mappings.ts'

const MAPPINGS = mappingsOf({
  taxes: [
    { country: 'SE', rate: 25, account: 'VAT 25', template: 'Sales 25' },
    { country: '*', rate: 'none', account: null },
  ],
  payments: [{ gateway: '*', mode: 'Card', account: 'Clearing' }],
  shipping: [
    { method: 'express', account: 'Freight' },
    { method: '*', item: 'SHIPPING' },
  ],
  locations: [
    { location: '*', warehouse: 'Stores' },
    { location: '77', warehouse: 'Shop' },
  ],
  items: [
    { variant: '9', item: 'MUG-BLUE' },
    { sku: 'SET', components: [{ item: 'MUG', share: 1 }] },
  ],
  ledgers: [{ category: 'fee', account: 'Fees' }],
  roles: { tip: { item: 'TIP' }, rounding: { account: 'Rounding' } },
})

test('finds every code of the target with the list it must stand in', () => {
  expect(usedCodes(MAPPINGS).map(({ list, code, path }) => `${list} ${code} ${path}`)).toEqual([
    'tax-accounts VAT 25 taxes[0].account',
    'tax-templates Sales 25 taxes[0].template',
    'payment-modes Card payments[0].mode',
    'accounts Clearing payments[0].account',
    'accounts Freight shipping[0].account',
    'items SHIPPING shipping[1].item',
    'warehouses Stores locations[0].warehouse',
    'warehouses Shop locations[1].warehouse',
    'items MUG-BLUE items[0].item',
    'items MUG items[1].components[0].item',
    'accounts Fees ledgers[0].account',
    'items TIP roles.tip.item',
    'accounts Rounding roles.rounding.account',
  ])
})

test('finds every id that only one store knows', () => {
  expect(storeIds(MAPPINGS)).toEqual([
    { id: '77', path: 'locations[1].location' },
    { id: '9', path: 'items[0].variant' },
  ])
})
