import type { AccountChanges, NewAccount } from '#contract/accounts'
import type { Context } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { given } from '#lib/given'
import type { Account } from '#model/account'
import { namesIn } from '#model/customer'
import { addressInput, companyOf, externalIdOf, personOf, placeInput } from './accounts-map.ts'
import {
  ADD_ADDRESS,
  ASSIGN_ADDRESS,
  CATALOGS,
  COMPANY_BY_ID,
  CREATE_COMPANY,
  CREATE_CUSTOMER,
  type GraphqlCompany,
  NAMESPACE,
  NUMBER_KEY,
  PAYMENT_TERMS,
  UPDATE_CATALOG,
  UPDATE_COMPANY,
  UPDATE_CUSTOMER,
  UPDATE_LOCATION,
  UPDATE_TAX,
  VAT_KEY,
} from './accounts-queries.ts'
import { addContacts, addLocations, wholeCompany } from './accounts-parts.ts'
import { assertTaken, refused } from './accounts-refused.ts'
import { graphql, pagesOf } from './client.ts'
import type { ShopifySettings } from './settings.ts'

type ShopifyContext = Context<ShopifySettings>

/** What of an account's fields a person's record takes; what is not given stays. */
function personInput(changed: AccountChanges): Record<string, unknown> {
  const { name, firstName, lastName, email, phone, language, note, tags, taxExempt, number, vatNumber } = changed
  const names = name === undefined || firstName !== undefined || lastName !== undefined ? {} : namesIn(name)
  const metafields = [...metafield(NUMBER_KEY, number), ...metafield(VAT_KEY, vatNumber)]
  return {
    ...names,
    ...given({ firstName, lastName, email, phone, note, tags, taxExempt, locale: language ?? undefined }),
    ...(metafields.length === 0 ? {} : { metafields }),
  }
}

// Shopify takes no empty value: a fact that is gone stays until a person removes it.
const metafield = (key: string, value: string | null | undefined): Record<string, string>[] =>
  value == null ? [] : [{ namespace: NAMESPACE, key, type: 'single_line_text_field', value }]

export async function createPerson(context: ShopifyContext, account: NewAccount): Promise<Account> {
  const addresses = account.addresses.map(({ address }) => addressInput(address))
  const input = { ...personInput(account), ...(addresses.length === 0 ? {} : { addresses }) }
  const { customerCreate: answer } = await graphql(context, CREATE_CUSTOMER, { input })
  if (answer?.customer != null) return personOf(answer.customer)
  throw refused(answer?.userErrors ?? [], account.name)
}

export async function updatePerson(context: ShopifyContext, id: string, changed: AccountChanges): Promise<void> {
  const gid = `gid://shopify/Customer/${id}`
  const { addresses, ...fields } = changed
  const input = personInput(fields)
  if (Object.keys(input).length > 0) {
    const { customerUpdate: answer } = await graphql(context, UPDATE_CUSTOMER, { input: { id: gid, ...input } })
    assertTaken(answer?.userErrors ?? [], id)
  }
  for (const { address } of addresses ?? []) {
    const added = await graphql(context, ADD_ADDRESS, { id: gid, address: addressInput(address) })
    const errors = added.customerAddressCreate?.userErrors ?? []
    // The list is the whole one; what is there already is refused as such.
    assertTaken(
      errors.filter(({ message }) => !/already|taken|exists/i.test(message)),
      id,
    )
  }
}

export async function createCompany(context: ShopifyContext, account: NewAccount): Promise<Account> {
  const [contact] = account.contacts ?? []
  const [main] = account.addresses
  const terms = account.paymentTerms == null ? null : await templateNamed(context, account.paymentTerms)
  const input = {
    company: {
      name: account.name,
      ...(account.number == null ? {} : { externalId: externalIdOf(account.number) }),
      ...(account.note == null ? {} : { note: account.note }),
    },
    ...(contact === undefined
      ? {}
      : {
          companyContact: {
            email: contact.email,
            firstName: contact.firstName,
            lastName: contact.lastName,
            phone: contact.phone,
          },
        }),
    companyLocation: {
      name: account.name,
      ...(main === undefined ? {} : { shippingAddress: placeInput(main.address), billingSameAsShipping: true }),
      ...(account.taxExempt === undefined ? {} : { taxExempt: account.taxExempt }),
      ...(account.vatNumber == null ? {} : { taxRegistrationId: account.vatNumber }),
      ...(terms === null ? {} : { buyerExperienceConfiguration: { paymentTermsTemplateId: terms } }),
    },
  }
  const { companyCreate: answer } = await graphql(context, CREATE_COMPANY, { input })
  if (answer?.company == null) throw refused(answer?.userErrors ?? [], account.name)
  const id = answer.company.id
  if (account.priceList != null) await assignCatalog(context, id, account.priceList)
  return companyOf(answer.company)
}

export async function updateCompany(context: ShopifyContext, id: string, changed: AccountChanges): Promise<void> {
  const { name, number, note, vatNumber, taxExempt, paymentTerms, priceList, addresses } = changed
  const externalId = number == null ? number : externalIdOf(number)
  const input = given({ name, externalId, note })
  if (Object.keys(input).length > 0) {
    const variables = { id: `gid://shopify/Company/${id}`, input }
    const { companyUpdate: answer } = await graphql(context, UPDATE_COMPANY, variables)
    assertTaken(answer?.userErrors ?? [], id)
  }
  if (vatNumber !== undefined || taxExempt !== undefined) {
    for (const location of await locationsOf(context, id)) {
      const { companyLocationTaxSettingsUpdate: answer } = await graphql(context, UPDATE_TAX, {
        id: location,
        ...(taxExempt === undefined ? {} : { exempt: taxExempt }),
        ...(vatNumber === undefined ? {} : { number: vatNumber ?? '' }),
      })
      assertTaken(answer?.userErrors ?? [], id)
    }
  }
  if (paymentTerms !== undefined) await setTerms(context, id, paymentTerms)
  if (priceList !== undefined) await assignCatalog(context, id, priceList)
  const [main] = addresses ?? []
  if (main !== undefined) await moveMainPlace(context, id, placeInput(main.address))
  if (changed.contacts !== undefined) await addContacts(context, id, changed.contacts)
  if (changed.locations !== undefined) await addPlaces(context, id, changed.locations)
}

/** Places of the company buy by one catalogue, those that are added too. */
async function addPlaces(
  context: ShopifyContext,
  id: string,
  places: NonNullable<AccountChanges['locations']>,
): Promise<void> {
  const company = await companyOfId(context, id)
  if (company === null) return
  const made = await addLocations(context, company, places)
  const [catalog] = company.locations?.nodes[0]?.catalogs?.nodes ?? []
  if (catalog === undefined || made.length === 0) return
  const add = { companyLocationIds: made.map((one) => `gid://shopify/CompanyLocation/${one}`) }
  await changeCatalog(context, catalog.id, { add })
}

export async function companyOfId(context: ShopifyContext, id: string): Promise<GraphqlCompany | null> {
  const { company } = await graphql(context, COMPANY_BY_ID, { id: `gid://shopify/Company/${id}` })
  return company === null ? null : wholeCompany(context, company)
}

/** The company's address is that of its first place; the others are the store's. */
async function moveMainPlace(context: ShopifyContext, id: string, address: object): Promise<void> {
  const [first] = await locationsOf(context, id)
  if (first === undefined) return
  const { companyLocationAssignAddress: answer } = await graphql(context, ASSIGN_ADDRESS, { id: first, address })
  assertTaken(answer?.userErrors ?? [], id)
}

async function locationsOf(context: ShopifyContext, id: string): Promise<string[]> {
  const locations = (await companyOfId(context, id))?.locations?.nodes ?? []
  return locations.map((location) => `gid://shopify/CompanyLocation/${location.id}`)
}

async function setTerms(context: ShopifyContext, id: string, terms: string | null): Promise<void> {
  const template = terms === null ? null : await templateNamed(context, terms)
  for (const location of await locationsOf(context, id)) {
    const input = { buyerExperienceConfiguration: { paymentTermsTemplateId: template } }
    const { companyLocationUpdate: answer } = await graphql(context, UPDATE_LOCATION, { id: location, input })
    assertTaken(answer?.userErrors ?? [], id)
  }
}

async function templateNamed(context: ShopifyContext, name: string): Promise<string> {
  const { paymentTermsTemplates } = await graphql(context, PAYMENT_TERMS, {})
  const found = paymentTermsTemplates.find((one) => one.name === name)
  if (found !== undefined) return found.id
  throw unknownWord(
    'payment terms',
    name,
    paymentTermsTemplates.map((one) => one.name),
  )
}

/** All places of the company buy by this catalogue, and by no other of those that they had. */
async function assignCatalog(context: ShopifyContext, id: string, title: string | null): Promise<void> {
  const locations = (await companyOfId(context, id))?.locations?.nodes ?? []
  const contextOf = (ids: readonly string[]) => ({
    companyLocationIds: ids.map((one) => `gid://shopify/CompanyLocation/${one}`),
  })
  const wanted = title === null ? null : await catalogTitled(context, title)
  const had = new Map<string, string[]>()
  for (const { id: location, catalogs } of locations)
    for (const catalog of catalogs?.nodes ?? []) had.set(catalog.id, [...(had.get(catalog.id) ?? []), location])
  if (wanted !== null) {
    const missing = locations.map((one) => one.id).filter((one) => had.get(wanted)?.includes(one) !== true)
    if (missing.length > 0) await changeCatalog(context, wanted, { add: contextOf(missing) })
  }
  for (const [catalog, places] of had)
    if (catalog !== wanted) await changeCatalog(context, catalog, { remove: contextOf(places) })
}

async function changeCatalog(context: ShopifyContext, id: string, change: Record<string, unknown>): Promise<void> {
  const { catalogContextUpdate: answer } = await graphql(context, UPDATE_CATALOG, { id, ...change })
  assertTaken(answer?.userErrors ?? [], id)
}

async function catalogTitled(context: ShopifyContext, title: string): Promise<string> {
  const titles: string[] = []
  for await (const nodes of pagesOf(context, CATALOGS, {}, (data) => data.catalogs)) {
    const found = nodes.find((one) => one.title === title)
    if (found !== undefined) return found.id
    titles.push(...nodes.map((one) => one.title))
  }
  throw unknownWord('catalogue', title, titles)
}

const unknownWord = (what: string, word: string, known: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_WORD_UNKNOWN',
    message: `Shopify has no ${what} called "${word}"; it has ${known.slice(0, 10).join(', ') || 'none'}.`,
    remedy: 'Correct the words of the rule "customers", or make them in Shopify.',
    subject: `word:${word}`,
  })
