import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { startStory, type Story } from '#testing/story'
import { aMug, booksOf, type Doc, FLAWLESS, PATIENCE_MS, proofOf, rows } from './books.ts'

let story: Story

beforeAll(async () => {
  story = await startStory({ policies: { homeCountry: 'DE' } })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

async function sold(...inputs: Partial<PlaceOrder>[]): Promise<PlacedOrder[]> {
  const orders = inputs.map((input) => story.shop.place(aMug(input)))
  await story.settled()
  for (const order of orders) {
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  }
  return orders
}

/** The ERP's customer of an order; the same on all its documents. */
function customerOf(order: PlacedOrder): string {
  const { orders, invoices, payments } = booksOf(story, order)
  const named = [...orders, ...invoices].map((document) => String(document['customer']))
  const names = new Set([...named, ...payments.map((payment) => String(payment['party']))])
  expect(names.size).toBe(1)
  return [...names][0] ?? ''
}

const customers = (): number => story.erp.documents('Customer').length

test('scenario 46: guest, till and account orders of one person, all at once, make one customer', async () => {
  const before = customers()
  const ann = { firstName: 'Anna', lastName: 'Bauer' }
  const orders = await sold(
    { customer: { email: 'Anna.Bauer@Example.com', ...ann } },
    { customer: { email: 'anna.bauer@example.com', ...ann } },
    { customer: { email: ' anna.bauer@example.com ', ...ann }, channel: 'draft' },
    { customer: { email: 'ANNA.BAUER@EXAMPLE.COM', ...ann }, channel: 'pos' },
  )
  expect(new Set(orders.map(customerOf)).size).toBe(1)
  expect(customers() - before).toBe(1)
  // Also much later, when the ERP's customer is known already.
  const [later] = await sold({ customer: { email: 'anna.bauer@example.com' } })
  expect(later === undefined ? null : customerOf(later)).toBe(orders.map(customerOf)[0])
  expect(customers() - before).toBe(1)
})

test('scenario 46: orders of nobody known go to the one agreed customer', async () => {
  const before = customers()
  const orders = await sold({ channel: 'pos', customer: null }, { channel: 'pos', customer: null }, { customer: null })
  expect(new Set(orders.map(customerOf))).toEqual(new Set(['Walk-in customer']))
  expect(customers() - before).toBe(1)
})

test('scenario 46: many first orders of one buyer at the same time make one customer', async () => {
  const before = customers()
  const orders = await sold(...Array.from({ length: 12 }, () => ({ customer: { email: 'flash@example.com' } })))
  expect(new Set(orders.map(customerOf)).size).toBe(1)
  expect(customers() - before).toBe(1)
})

test('scenario 47: near-equal phone numbers and equal names make no match', async () => {
  const before = customers()
  const person = { firstName: 'Max', lastName: 'Muster' }
  const orders = await sold(
    { customer: { ...person, email: 'max1@example.com', phone: '+49 170 1234567' } },
    { customer: { ...person, email: 'max2@example.com', phone: '+491701234567' } },
    { customer: { ...person, email: 'max3@example.com', phone: '0170 1234567' } },
  )
  expect(new Set(orders.map(customerOf)).size).toBe(3)
  expect(customers() - before).toBe(3)
})

/** A customer that somebody keeps by hand in the ERP. */
function keptByHand(customer_name: string, email: string | null, phone: string | null): Doc {
  const customer = story.erp.insert({
    doctype: 'Customer',
    customer_name,
    customer_type: 'Individual',
    customer_group: 'Commercial',
    territory: 'Germany',
    customer_details: 'Calls on Fridays',
  })
  story.erp.insert({
    doctype: 'Contact',
    first_name: customer_name,
    ...(email === null ? {} : { email_ids: [{ email_id: email, is_primary: 1 }] }),
    ...(phone === null ? {} : { phone_nos: [{ phone, is_primary_phone: 1 }] }),
    links: [{ link_doctype: 'Customer', link_name: customer.name }],
  })
  return customer
}

test('scenario 47: a customer of the ERP with the same phone number stays a stranger', async () => {
  const stranger = keptByHand('Erika Stranger', null, '+49 151 7654321')
  const [order] = await sold({
    customer: { email: 'erik@example.com', firstName: 'Erik', lastName: 'Stranger', phone: '+491517654321' },
  })
  expect(order === undefined ? null : customerOf(order)).not.toBe(stranger['name'])
})

test('scenario 47: a customer with the same e-mail address is used, and what people keep of it is left alone', async () => {
  const kept = keptByHand('Petra Stamm', 'petra@example.com', null)
  const before = story.erp.site.get('Customer', kept['name'])
  const [order] = await sold({
    customer: {
      email: 'Petra@example.com',
      firstName: 'P.',
      lastName: 'Other-Name',
      address: { address1: 'Neue Gasse 3', zip: '10115', city: 'Berlin', countryCode: 'DE' },
    },
  })
  expect(order === undefined ? null : customerOf(order)).toBe(kept['name'])
  const after = story.erp.site.get('Customer', kept['name'])
  const owned = [
    'customer_name',
    'customer_type',
    'customer_group',
    'territory',
    'customer_details',
    'tax_id',
    'disabled',
  ]
  expect(owned.map((field) => after[field])).toEqual(owned.map((field) => before[field]))
  // The new address is added beside, for the documents of this order.
  const added = story.erp
    .documents('Address')
    .filter((address) => rows(address, 'links').some((link) => link['link_name'] === kept['name']))
  expect(added.map((address) => [address['address_line1'], address['city']])).toEqual([['Neue Gasse 3', 'Berlin']])
})

test('scenario 47: two customers of the ERP with one e-mail address are for a person to tell apart', async () => {
  keptByHand('Twin One', 'twins@example.com', null)
  keptByHand('Twin Two', 'twins@example.com', null)
  const order = story.shop.place(aMug({ customer: { email: 'twins@example.com' } }))
  await story.settled()
  expect(booksOf(story, order)).toEqual({ orders: [], invoices: [], payments: [] })
  expect(await story.transfer(order.name)).toMatchObject({
    state: 'attention',
    causeCode: 'CUSTOMER_AMBIGUOUS',
    causeMessage: expect.stringContaining('Twin One'),
  })
})

test('scenarios 46 and 47: under the walk-in policy nobody’s name or address reaches the shared customer', async () => {
  await story.configure({ policies: { homeCountry: 'DE', customer: 'walk-in' } })
  const [order] = await sold({ customer: { email: 'secret@example.com', firstName: 'Secret', lastName: 'Person' } })
  expect(order === undefined ? null : customerOf(order)).toBe('Walk-in customer')
  const contacts = JSON.stringify(story.erp.documents('Contact'))
  expect(contacts).not.toContain('secret@example.com')
  expect(await proofOf(story)).toMatchObject(FLAWLESS)
})
