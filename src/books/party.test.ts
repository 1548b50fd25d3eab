import { expect, test } from 'vitest'
import type { Order } from '#model/order'
import { anOrder } from '#testing/an-order'
import { partyOf } from './party.ts'
import { policiesOf, type PoliciesInput } from './policies.ts'

const party = (fields: Partial<Order>, input: PoliciesInput = {}) => partyOf(anOrder(fields), policiesOf(input))

const ann = {
  externalId: '88',
  firstName: 'Ann',
  lastName: 'Example',
  email: 'Ann@Example.com ',
  phone: '070 1',
  taxExempt: false,
}
const pos = { kind: 'pos', name: 'pos', locationExternalId: '77' } as const

test('scenario 46: guest, till and account orders of one person lead to one customer', () => {
  const keys = [
    party({ customer: ann }),
    party({ customer: null, email: 'ANN@example.com' }),
    party({ customer: { ...ann, externalId: '99' }, channel: pos }),
  ].map((one) => one.keys[0])
  expect(keys).toEqual(['email:ann@example.com', 'email:ann@example.com', 'email:ann@example.com'])
})

test('scenario 46: an order of nobody goes to the agreed walk-in customer', () => {
  const nobody = party({ customer: null, email: null, channel: pos }, { posCustomer: 'Till' })
  expect(nobody).toMatchObject({ kind: 'walk-in', keys: ['walk-in'], name: 'Till', email: null, billingAddress: null })
})

test('scenario 47: a phone number or a name is never a key', () => {
  const keys = party({ customer: { ...ann, email: null }, email: null, phone: '070 1' }).keys
  expect(keys).toEqual(['customer:88'])
})

test('the address of the account goes before the one typed into the order', () => {
  expect(party({ customer: ann, email: 'typo@example.com' }).keys[0]).toBe('email:ann@example.com')
})

test('two accounts with one mailbox are two customers by id, guests go by e-mail address', () => {
  expect(party({ customer: ann }, { customer: 'by-id' }).keys).toEqual(['customer:88'])
  expect(party({ customer: null, email: 'ann@example.com' }, { customer: 'by-id' }).keys).toEqual([
    'email:ann@example.com',
  ])
})

test('one customer for everybody, but for companies', () => {
  const company = {
    externalId: '7',
    name: 'Acme AB',
    customerNumber: null,
    locationExternalId: null,
    locationName: null,
    vatNumber: null,
  }
  expect(party({ customer: ann }, { customer: 'walk-in' }).keys).toEqual(['walk-in'])
  expect(party({ customer: ann, company }, { customer: 'walk-in' })).toMatchObject({
    kind: 'company',
    keys: ['company:7'],
    name: 'Acme AB',
  })
})

test('is named by the best that is known', () => {
  expect(party({ customer: ann }).name).toBe('Ann Example')
  const unnamed = { customer: { ...ann, firstName: null, lastName: null }, shippingAddress: null }
  expect(party(unnamed).name).toBe('ann@example.com')
  expect(party({ ...unnamed, customer: { ...unnamed.customer, email: null }, email: null }).name).toBe('Customer 88')
})
