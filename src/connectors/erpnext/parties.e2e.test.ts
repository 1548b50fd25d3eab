import { expect, test } from 'vitest'
import { addressKey } from '#contract/address-key'
import type { PartyTarget } from '#contract/target'
import { type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type PlainContext, plainContext } from '#testing/plain-context'
import { accountTarget } from './accounts.ts'
import { erpnext } from './index.ts'
import { parties } from './parties.ts'
import { sampleAddress, sampleParty } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'
import type { ErpnextSettings } from './settings.ts'

interface Door extends AsyncDisposable {
  readonly site: ErpnextSandbox
  readonly context: PlainContext<ErpnextSettings>
  readonly parties: PartyTarget<ErpnextSettings>
  /** Changes a record as a person does. */
  change(doctype: string, name: string, fields: Readonly<Record<string, unknown>>): Promise<void>
}

async function open(): Promise<Door> {
  const site = await startErpnext()
  const settings = sampleSettings({ baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret })
  const context = plainContext(erpnext, settings)
  return {
    site,
    parties,
    context,
    async change(doctype, name, fields) {
      const path = `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`
      const answer = await context.http.send({ method: 'PUT', path, json: fields, effect: 'write' })
      expect(answer.status).toBe(200)
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}

const billingAddress = sampleAddress({ lastName: 'New' })
const shippingAddress = sampleAddress({ firstName: 'Bo', lastName: 'Friend', line1: 'Drottninggatan 9' })
const party = sampleParty({ billingAddress, shippingAddress })
const references = ['shop:customer:email:ann.new@example.com', 'shop:customer:88']

test('a new customer is made with contact and addresses, and found again by any of its references', async () => {
  await using door = await open()
  expect(await door.parties.find(door.context, party, references)).toBeNull()
  const created = await door.parties.create(door.context, party, references)
  expect(Object.keys(created.addresses)).toEqual([addressKey(billingAddress), addressKey(shippingAddress)])
  expect(door.site.documents('Contact').at(-1)).toMatchObject({ email_id: 'ann.new@example.com' })
  expect(door.site.documents('Address').at(-1)).toMatchObject({ address_title: 'Bo Friend', country: 'Sweden' })
  const turned = references.toReversed()
  expect(await door.parties.find(door.context, party, ['shop:other', ...turned])).toEqual(created)
})

test('the longest names that a store takes are cut where the names of ERPNext’s records end', async () => {
  await using door = await open()
  const names = { firstName: 'x'.repeat(60), lastName: 'y'.repeat(110) }
  const long = sampleParty({
    name: `${names.firstName} ${names.lastName}`,
    customer: { ...party.customer, ...names } as NonNullable<typeof party.customer>,
    billingAddress: { ...billingAddress, ...names },
    shippingAddress: { ...shippingAddress, ...names },
  })
  const created = await door.parties.create(door.context, long, references)
  expect(await door.parties.find(door.context, long, references)).toEqual(created)
  for (const doctype of ['Customer', 'Contact', 'Address'])
    expect(String(door.site.documents(doctype).at(-1)?.['name']).length).toBeLessThanOrEqual(140)
})

test('a customer that a person entered is found by the exact e-mail address', async () => {
  await using door = await open()
  const entered = door.site.insert({
    doctype: 'Customer',
    customer_name: 'Ann By Hand',
    customer_type: 'Individual',
    email_id: 'ann.new@example.com',
    first_name: 'Ann',
  })
  const typed = sampleParty({ email: ' Ann.New@Example.com ' })
  expect(await door.parties.find(door.context, typed, references)).toEqual({ externalId: entered.name, addresses: {} })
  const similar = sampleParty({ email: 'ann.new@example.co' })
  expect(await door.parties.find(door.context, similar, references)).toBeNull()
})

test('where accounts with one mailbox are kept apart, the mailbox finds nobody', async () => {
  await using door = await open()
  const customer = { doctype: 'Customer', customer_type: 'Individual', email_id: 'ann.new@example.com' }
  door.site.insert({ ...customer, customer_name: 'Ann By Hand', first_name: 'Ann' })
  const byId = sampleParty({ keys: ['customer:88'], email: 'ann.new@example.com' })
  expect(await door.parties.find(door.context, byId, ['shop:customer:88'])).toBeNull()
})

test('two customers with one e-mail address are for a person to decide, unless one is ours', async () => {
  await using door = await open()
  const customer = { doctype: 'Customer', customer_type: 'Individual', email_id: 'ann.new@example.com' }
  door.site.insert({ ...customer, customer_name: 'Ann One', first_name: 'Ann' })
  door.site.insert({ ...customer, customer_name: 'Ann Two', first_name: 'Anna' })
  await expect(door.parties.find(door.context, party, references)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'CUSTOMER_AMBIGUOUS',
    subject: 'customer:ann.new@example.com',
  })
  door.site.insert({ ...customer, customer_name: 'Ann Ours', first_name: 'Ann', tillbridge_ref: 'other:customer:1' })
  expect(await door.parties.find(door.context, party, references)).toMatchObject({ externalId: 'Ann Ours' })
})

test('a company is found by its VAT number, never by a colleague’s mailbox', async () => {
  await using door = await open()
  const company = {
    externalId: '77',
    name: 'Nordlys AB',
    customerNumber: null,
    locationExternalId: null,
    locationName: null,
    vatNumber: 'SE556677889901',
  }
  const business = sampleParty({ kind: 'company', company })
  door.site.insert({
    doctype: 'Customer',
    customer_name: 'Private Ann',
    email_id: 'ann.new@example.com',
    first_name: 'Ann',
  })
  expect(await door.parties.find(door.context, business, ['shop:company:77'])).toBeNull()
  const created = await door.parties.create(door.context, business, ['shop:company:77'])
  expect(door.site.documents('Customer').at(-1)).toMatchObject({ customer_type: 'Company', tax_id: 'SE556677889901' })
  expect(await door.parties.find(door.context, business, ['elsewhere:company:1'])).toEqual(created)
})

test('the second writer of a customer is told that it exists', async () => {
  await using door = await open()
  await door.parties.create(door.context, party, references)
  await expect(door.parties.create(door.context, party, references)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
  })
})

test('an address is added once, and one that a person entered is used', async () => {
  await using door = await open()
  const found = await door.parties.create(door.context, sampleParty(), references)
  door.site.insert({
    doctype: 'Address',
    address_title: 'Ann New',
    address_type: 'Office',
    address_line1: 'storgatan 1',
    pincode: '111 22',
    city: 'Stockholm',
    country: 'Sweden',
    links: [{ link_doctype: 'Customer', link_name: found.externalId }],
  })
  const ann = sampleParty({ billingAddress, shippingAddress })
  const complete = await door.parties.completeAddresses(door.context, found, ann)
  expect(complete.addresses).toEqual({
    [addressKey(billingAddress)]: 'Ann New-Office',
    [addressKey(shippingAddress)]: 'Bo Friend-Shipping',
  })
  const count = door.site.documents('Address').length
  expect(await door.parties.completeAddresses(door.context, found, ann)).toEqual(complete)
  expect(await door.parties.completeAddresses(door.context, complete, ann)).toEqual(complete)
  expect(door.site.documents('Address')).toHaveLength(count)
})

test('an address of ours that a person has disabled or mended is still the one that is meant', async () => {
  await using door = await open()
  const created = await door.parties.create(door.context, party, references)
  const ours = door.site.documents('Address').at(-1)?.name ?? ''
  await door.change('Address', ours, { address_line1: 'Drottninggatan 9 B' })
  expect(await door.parties.find(door.context, party, references)).toEqual(created)
  await door.change('Address', ours, { disabled: 1 })
  const bare = { externalId: created.externalId, addresses: {} }
  expect(await door.parties.completeAddresses(door.context, bare, party)).toEqual(created)
})

test('all walk-in buyers share one customer, whose parcels still have an address', async () => {
  await using door = await open()
  const walkIn = sampleParty({
    kind: 'walk-in',
    keys: ['walk-in'],
    name: 'Counter sales',
    customer: null,
    email: null,
    shippingAddress,
  })
  const created = await door.parties.create(door.context, walkIn, ['shop:walk-in'])
  expect(created.addresses).toEqual({ [addressKey(shippingAddress)]: 'Bo Friend-Shipping' })
  expect(await door.parties.find(door.context, walkIn, ['shop:walk-in'])).toEqual(created)
  // Another store finds the same shared customer by its name.
  expect(await door.parties.find(door.context, walkIn, ['other:walk-in'])).toEqual(created)
})

test('a country that is not among the usual ones is looked up', async () => {
  await using door = await open()
  const abroad = sampleParty({ billingAddress: sampleAddress({ countryCode: 'JP' }) })
  await door.parties.create(door.context, abroad, ['shop:customer:9'])
  expect(door.site.documents('Address').at(-1)).toMatchObject({ country: 'Japan' })
  const nowhere = sampleParty({ billingAddress: sampleAddress({ countryCode: 'XX' }) })
  await expect(door.parties.create(door.context, nowhere, ['shop:customer:10'])).rejects.toMatchObject({
    code: 'COUNTRY_UNKNOWN',
    subject: 'country:XX',
  })
})

test('an account that is a company is found by its own number, a person of that name is not', async () => {
  await using door = await open()
  const firm = door.site.insert({ doctype: 'Customer', customer_name: 'Nord Wind AG', customer_type: 'Company' })
  door.site.insert({ doctype: 'Customer', customer_name: 'Eva Lund', customer_type: 'Individual' })
  const account = {
    externalId: '',
    kind: 'company',
    updatedAt: '',
    createdAt: null,
    name: 'Other',
    addresses: [],
  } as const
  const found = async (number: string) =>
    (await accountTarget.find(door.context, { ...account, number }, 'shop:account:1'))?.externalId
  expect([await found('Nord_Wind_AG'), await found('Nord Wind AG'), await found('K-77')]).toEqual([
    firm.name,
    firm.name,
    undefined,
  ])
  expect(await found('Eva_Lund')).toBeUndefined()
})
