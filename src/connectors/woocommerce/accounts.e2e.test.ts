import { expect, test } from 'vitest'
import type { Account } from '#model/account'
import { accountTarget } from './accounts-write.ts'
import { accounts } from './accounts.ts'
import { openShop } from './woocommerce.test-kit.ts'

const STREET = { address_1: 'Storgatan 1', postcode: '11122', city: 'Stockholm', country: 'SE' }

const aPerson = (email: string): Account => ({
  externalId: 'CUST-1',
  kind: 'person',
  updatedAt: '',
  createdAt: null,
  name: 'Eva Ek',
  email,
  addresses: [],
})

const place = (line1: string, isDefault = true) => ({
  externalId: line1,
  isDefault,
  address: {
    firstName: null,
    lastName: null,
    company: null,
    line1,
    line2: null,
    postalCode: '22222',
    city: 'Lund',
    province: null,
    countryCode: 'SE',
    phone: null,
  },
})

test('a customer is a person, and a company with a VAT number beside its name; staff are neither', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const eva = shop.addCustomer({
    email: 'Eva@example.test',
    first_name: 'Eva',
    last_name: 'Ek',
    billing: { ...STREET, phone: '+46701' },
    shipping: { country: 'SE' },
  })
  const firm = shop.addCustomer({
    email: 'buyer@firm.test',
    first_name: 'Bo',
    billing: { ...STREET, company: 'Firm AB' },
    meta_data: [{ key: 'billing_vat_number', value: 'SE556000000001' }],
  })
  expect(await accounts.get(context, String(eva))).toMatchObject({
    kind: 'person',
    name: 'Eva Ek',
    firstName: 'Eva',
    email: 'Eva@example.test',
    phone: '+46701',
    vatNumber: null,
    number: null,
    // A country alone is no address.
    addresses: [{ externalId: 'billing', isDefault: true, address: { line1: 'Storgatan 1', countryCode: 'SE' } }],
  })
  expect(await accounts.get(context, String(firm))).toMatchObject({
    kind: 'company',
    name: 'Firm AB',
    vatNumber: 'SE556000000001',
    contacts: [{ firstName: 'Bo', email: 'buyer@firm.test' }],
  })
  expect(await accounts.get(context, '1')).toBeNull()
  expect(await accounts.get(context, '999')).toBeNull()
  expect(await accounts.findByName(context, 'EVA@example.test')).toBe(String(eva))
  expect(await accounts.findByName(context, 'Eva Ek')).toBeNull()
})

test('changes are found by looking through all, whatever role they have', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const ids = Array.from({ length: 103 }, (_, index) => shop.addCustomer({ email: `c${index}@example.test` }))
  for (const customer of shop.shop.customers.values()) customer.modified = new Date('2026-01-01T00:00:00Z')
  const [last = 0] = ids.slice(-1)
  for (const id of [1, last]) {
    const one = shop.shop.customers.get(id)
    if (one !== undefined) one.modified = new Date('2026-02-01T00:00:00Z')
  }
  const wholesale = shop.shop.customers.get(last)
  if (wholesale !== undefined) wholesale.role = 'wholesale_customer'
  const found: string[] = []
  const range = { since: new Date('2026-01-15T00:00:00.500Z'), until: new Date('2026-03-01T00:00:00Z') }
  for await (const page of accounts.changes(context, range)) found.push(...page.map(({ key }) => key))
  expect(found).toEqual([String(last)])
})

test('an account is made once for each mailbox, and told only what is given', async () => {
  await using door = await openShop()
  const { shop, context } = door
  const { externalId: _id, updatedAt: _at, createdAt: _made, ...eva } = aPerson('eva@example.test')
  const made = await accountTarget.create(context, { ...eva, number: 'CUST-1', addresses: [place('Weg 1')] }, 'acme:1')
  expect(made).toMatchObject({
    firstName: 'Eva',
    lastName: 'Ek',
    number: 'CUST-1',
    addresses: [{ externalId: 'billing' }],
  })
  await expect(accountTarget.create(context, eva, 'acme:1')).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' })
  expect(await accountTarget.find(context, aPerson('EVA@example.test'), 'acme:1')).toMatchObject({
    externalId: made.externalId,
  })
  await accountTarget.update(context, made.externalId, { phone: '+46702', addresses: [place('Weg 2')] })
  // What stands there is not written over; a further address goes where there was none.
  expect(await accounts.get(context, made.externalId)).toMatchObject({
    firstName: 'Eva',
    phone: '+46702',
    addresses: [{ address: { line1: 'Weg 1' } }, { address: { line1: 'Weg 2' } }],
  })
  shop.addCustomer({ email: 'other@example.test' })
  const twice = accountTarget.update(context, made.externalId, { email: 'other@example.test' })
  await expect(twice).rejects.toMatchObject({ kind: 'rejected', code: 'WOOCOMMERCE_EMAIL_TAKEN' })
  await expect(accountTarget.create(context, { ...eva, email: null }, 'acme:2')).rejects.toMatchObject({
    code: 'WOOCOMMERCE_ACCOUNT_WITHOUT_EMAIL',
  })
})

test('a company keeps its name when its main address moves, and is found by mailbox and VAT number together', async () => {
  await using door = await openShop()
  const { context } = door
  const contact = { firstName: 'Bo', lastName: 'Lund', email: 'bo@firm.test', phone: null }
  const firm = {
    kind: 'company',
    name: 'Firm AB',
    vatNumber: 'SE 556000-0000 01',
    addresses: [place('Weg 1')],
    contacts: [{ externalId: 'c', ...contact }],
  } as const
  const made = await accountTarget.create(context, firm, 'acme:3')
  expect(made).toMatchObject({ kind: 'company', name: 'Firm AB', email: 'bo@firm.test' })
  await accountTarget.update(context, made.externalId, { addresses: [place('Weg 9')], vatNumber: 'SE556000000001' })
  expect(await accounts.get(context, made.externalId)).toMatchObject({
    name: 'Firm AB',
    vatNumber: 'SE556000000001',
    addresses: [{ address: { line1: 'Weg 9', company: 'Firm AB' } }],
  })
  const wanted = { ...firm, externalId: 'CUST-3', updatedAt: '', createdAt: null }
  expect(await accountTarget.find(context, wanted, 'x')).toMatchObject({ externalId: made.externalId })
  expect(await accountTarget.find(context, { ...wanted, vatNumber: 'SE999' }, 'x')).toBeNull()
})
