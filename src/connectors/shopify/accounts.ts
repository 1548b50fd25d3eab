import { z } from 'zod'
import type { AccountChanges, AccountSource, AccountTarget, NewAccount } from '#contract/accounts'
import type { Context } from '#contract/context'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import { COMPANY_KEY, companyOf, externalIdOf, personOf } from './accounts-map.ts'
import {
  COMPANIES_CHANGED,
  COMPANIES_FOUND,
  COMPANY_LOCATIONS_CHANGED,
  CUSTOMER_BY_ID,
  CUSTOMERS_CHANGED,
  CUSTOMERS_FOUND,
} from './accounts-queries.ts'
import { MERGED_KEY } from './accounts-webhooks.ts'
import { companyOfId, createCompany, createPerson, updateCompany, updatePerson } from './accounts-write.ts'
import { graphql, pagesOf } from './client.ts'
import type { ShopifySettings } from './settings.ts'

type ShopifyContext = Context<ShopifySettings>

/** Customers, and companies with their places. Source: README.md, "Customers". */
export const accounts: AccountSource<ShopifySettings> = { changes, get, parse, findByName }

export const accountTarget: AccountTarget<ShopifySettings> = {
  fields: [
    'name',
    'firstName',
    'lastName',
    'email',
    'phone',
    'language',
    'note',
    'tags',
    'taxExempt',
    'number',
    'vatNumber',
    'paymentTerms',
    'priceList',
    'addresses',
    'contacts',
    'locations',
  ],
  find,
  create: (context: ShopifyContext, account: NewAccount) =>
    account.kind === 'company' ? createCompany(context, account) : createPerson(context, account),
  update,
}

async function* changes(
  context: ShopifyContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  // Shopify stamps in whole seconds: a range that begins within a second takes that second whole.
  const query = `updated_at:>='${since.toISOString().slice(0, 19)}Z' AND updated_at:<'${until.toISOString()}'`
  for await (const nodes of pagesOf(context, CUSTOMERS_CHANGED, { query }, (data) => data.customers))
    yield nodes.map(({ id, displayName, ...stamps }) => ({ key: id, name: displayName, ...stamps }))
  for await (const nodes of pagesOf(context, COMPANIES_CHANGED, { query }, (data) => data.companies))
    yield nodes.map(({ id, name, ...stamps }) => ({ key: `${COMPANY_KEY}${id}`, name, ...stamps }))
  for await (const nodes of pagesOf(context, COMPANY_LOCATIONS_CHANGED, { query }, (data) => data.companyLocations))
    yield nodes.map(({ updatedAt, company: { id, name, createdAt } }) => ({
      key: `${COMPANY_KEY}${id}`,
      name,
      updatedAt,
      createdAt,
    }))
}

async function get(context: ShopifyContext, key: string): Promise<Account | null> {
  if (key.startsWith(MERGED_KEY)) return mergedAccount(key)
  if (key.startsWith(COMPANY_KEY)) {
    const company = await companyOfId(context, key.slice(COMPANY_KEY.length))
    return company === null ? null : companyOf(company)
  }
  const { customer } = await graphql(context, CUSTOMER_BY_ID, { id: `gid://shopify/Customer/${key}` })
  return customer === null ? null : personOf(customer)
}

/** What a merge told: which account is gone, and which one it became. */
function mergedAccount(key: string): Account {
  const [gone = '', kept = ''] = key.slice(MERGED_KEY.length).split('/')
  const never = new Date(0).toISOString()
  return {
    externalId: gone,
    kind: 'person',
    updatedAt: never,
    createdAt: null,
    name: gone,
    addresses: [],
    mergedInto: kept,
  }
}

async function find(context: ShopifyContext, account: Account): Promise<Account | null> {
  if (account.kind === 'company') return findCompany(context, account.number ?? null)
  const email = normalEmail(account.email)
  if (email === null) return null
  const { customers } = await graphql(context, CUSTOMERS_FOUND, { query: `email:${quoted(email)}` })
  // The search knows parts of words; only the very address counts.
  const hits = customers.nodes.map(personOf).filter((one) => normalEmail(one.email) === email)
  return hits[0] ?? null
}

async function findCompany(context: ShopifyContext, number: string | null): Promise<Account | null> {
  if (number === null) return null
  const wanted = externalIdOf(number)
  const { companies } = await graphql(context, COMPANIES_FOUND, { query: `external_id:${quoted(wanted)}` })
  const hit = companies.nodes.find((one) => one.externalId === wanted)
  return hit === undefined ? null : get(context, `${COMPANY_KEY}${hit.id}`)
}

const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function update(context: ShopifyContext, externalId: string, changed: AccountChanges): Promise<void> {
  return externalId.startsWith(COMPANY_KEY)
    ? updateCompany(context, externalId.slice(COMPANY_KEY.length), changed)
    : updatePerson(context, externalId, changed)
}

async function findByName(context: ShopifyContext, name: string): Promise<string | null> {
  const email = normalEmail(name)
  if (email === null) return (await findCompany(context, name.trim()))?.externalId ?? null
  const wanted = { externalId: '', kind: 'person', updatedAt: '', createdAt: null, name, email, addresses: [] } as const
  return (await find(context, wanted))?.externalId ?? null
}

const file = z.object({ customer: z.unknown() })

function parse(_settings: ShopifySettings, payload: unknown): Account {
  const parsed = CUSTOMER_BY_ID.data.safeParse(file.safeParse(payload).success ? payload : { customer: payload })
  if (parsed.success && parsed.data.customer !== null) return personOf(parsed.data.customer)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_PAYLOAD_UNREADABLE',
    message: 'This is not a customer as the Admin API shows it.',
    remedy: 'Give what Shopify answers when the customer is read by GraphQL.',
  })
}
