import { expect, test } from 'vitest'
import { accounts, accountTarget } from '#connectors/shopify/accounts'
import * as queries from '#connectors/shopify/accounts-queries'
import type { Operation } from '#connectors/shopify/client'
import type { Account } from '#model/account'
import { connect } from './shopify-harness.ts'
import { officialSchema, requestFaults } from './shopify-schema.ts'

const OPERATIONS = Object.values(queries).filter(
  (one): one is Operation<never> & typeof one => typeof one === 'object' && 'text' in one,
) as readonly Operation<unknown>[]

const ADDRESS = {
  firstName: 'Ann',
  lastName: 'Berg',
  company: null,
  line1: 'Weg 1',
  line2: null,
  postalCode: '10115',
  city: 'Berlin',
  province: null,
  countryCode: 'DE',
  phone: null,
}
const PERSON = {
  kind: 'person',
  name: 'Ann Berg',
  firstName: 'Ann',
  lastName: 'Berg',
  email: 'ann@example.com',
  number: 'C-1',
  vatNumber: 'DE1',
  addresses: [{ externalId: '', address: ADDRESS, isDefault: true }],
} as const
const COMPANY = {
  kind: 'company',
  name: 'Nord & Süd AG',
  number: 'Nord & Süd AG',
  vatNumber: 'DE2',
  taxExempt: true,
  addresses: PERSON.addresses,
} as const

test('a person and a company are made, found by their strong keys, changed and read again', async () => {
  await using connected = await connect({ shop: { plan: 'enterprise' } })
  const { context } = connected
  const ann = await accountTarget.create(context, PERSON, 'x')
  expect(await accounts.get(context, ann.externalId)).toMatchObject({
    name: 'Ann Berg',
    number: 'C-1',
    vatNumber: 'DE1',
  })
  const asked: Account = { ...ann, externalId: 'other', email: 'ANN@example.com' }
  expect((await accountTarget.find(context, asked, 'x'))?.externalId).toBe(ann.externalId)
  await expect(accountTarget.create(context, PERSON, 'x')).rejects.toMatchObject({
    kind: 'conflict',
    code: 'ACCOUNT_EXISTS',
  })
  await accountTarget.update(context, ann.externalId, {
    lastName: 'Lund',
    addresses: [{ address: { ...ADDRESS, line1: 'Weg 2' }, isDefault: false }],
  })
  expect(await accounts.get(context, ann.externalId)).toMatchObject({
    name: 'Ann Lund',
    addresses: [{}, { address: { line1: 'Weg 2' } }],
  })

  const firm = await accountTarget.create(context, COMPANY, 'x')
  expect(firm).toMatchObject({ kind: 'company', vatNumber: 'DE2', taxExempt: true, number: 'Nord_&_Sud_AG' })
  expect((await accountTarget.find(context, { ...firm, number: COMPANY.number }, 'x'))?.externalId).toBe(
    firm.externalId,
  )
  await accountTarget.update(context, firm.externalId, { vatNumber: 'DE3', paymentTerms: 'Net 30', name: 'Nord AG' })
  expect(await accounts.get(context, firm.externalId)).toMatchObject({
    name: 'Nord AG',
    vatNumber: 'DE3',
    paymentTerms: 'Net 30',
  })
  await expect(accountTarget.update(context, firm.externalId, { paymentTerms: 'Never' })).rejects.toMatchObject({
    code: 'SHOPIFY_WORD_UNKNOWN',
  })

  const numbered = Array.from({ length: 6 }, (_, index) => index + 1)
  await accountTarget.update(context, firm.externalId, {
    contacts: numbered.map((index) => ({
      email: `c${index}@x.de`,
      firstName: `C${index}`,
      lastName: 'X',
      phone: null,
    })),
    locations: numbered.map((index) => ({ isDefault: false, address: { ...ADDRESS, line1: `Kai ${index}` } })),
  })
  const whole = await accounts.get(context, firm.externalId)
  expect(whole?.contacts?.map(({ email }) => email)).toEqual(numbered.map((index) => `c${index}@x.de`))
  expect(whole?.locations).toHaveLength(7)
  expect(new Set(whole?.locations?.map(({ paymentTerms, vatNumber }) => `${paymentTerms} ${vatNumber}`))).toEqual(
    new Set(['Net 30 DE3']),
  )
  const twice = { contacts: [{ email: 'c1@x.de', firstName: 'C', lastName: null, phone: null }] }
  await expect(accountTarget.update(context, firm.externalId, twice)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'SHOPIFY_REFUSED_ACCOUNT',
  })

  const keys: string[] = []
  for await (const page of accounts.changes(context, { since: new Date(0), until: new Date(Date.now() + 60_000) }))
    keys.push(...page.map(({ key }) => key))
  expect([...new Set(keys)]).toEqual(expect.arrayContaining([ann.externalId, firm.externalId]))
  expect(await accounts.findByName(context, 'ann@example.com')).toBe(ann.externalId)
  expect(requestFaults(officialSchema(), context.calls)).toEqual([])
})

test('a merge names the account that is gone and the one that is left', async () => {
  await using connected = await connect()
  expect(await accounts.get(connected.context, 'merged/1/2')).toMatchObject({ externalId: '1', mergedInto: '2' })
  expect(await accounts.get(connected.context, '4711')).toBeNull()
  expect(await accounts.get(connected.context, 'company/4711')).toBeNull()
})

test.each(OPERATIONS)('$name asks for no more than it declares', async ({ text, name, cost, effect }) => {
  await using connected = await connect()
  const gid = (type: string): string => `gid://shopify/${type}/1`
  const type = /^(Update|Assign)Company(Location|Tax|Address)/.test(name)
    ? 'CompanyLocation'
    : name.includes('Compan')
      ? 'Company'
      : name.includes('Catalog')
        ? 'CompanyLocationCatalog'
        : 'Customer'
  const variables = {
    id: gid(type),
    after: null,
    query: 'id:1',
    input: name === 'CreateCompany' ? { company: { name: 'x' } } : {},
    address: {},
    exempt: true,
    number: 'x',
    add: {},
    remove: {},
  }
  const named = Object.fromEntries(Object.entries(variables).filter(([variable]) => text.includes(`$${variable}`)))
  const response = await connected.context.http.send({
    method: 'POST',
    path: '/admin/api/2026-10/graphql.json',
    json: { query: text, variables: named, operationName: name },
    effect,
  })
  const { requestedQueryCost: found } = (response.json() as { extensions: { cost: { requestedQueryCost: number } } })
    .extensions.cost
  expect([name, found, found <= cost, found > cost * 0.8 - 3]).toEqual([name, found, true, true])
})
