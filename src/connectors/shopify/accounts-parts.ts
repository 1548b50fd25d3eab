import type { AccountChanges } from '#contract/accounts'
import type { Context } from '#contract/context'
import { placeInput } from './accounts-map.ts'
import {
  COMPANY_CONTACTS,
  COMPANY_LOCATIONS,
  CREATE_CONTACT,
  CREATE_LOCATION,
  type GraphqlCompany,
} from './accounts-queries.ts'
import { assertTaken } from './accounts-refused.ts'
import { graphql, pagesOf } from './client.ts'
import type { ShopifySettings } from './settings.ts'
import { page } from './vendor-graphql.ts'

type ShopifyContext = Context<ShopifySettings>

/** A company with all its contacts and places: few have more than the first page shows. */
export async function wholeCompany(context: ShopifyContext, company: GraphqlCompany): Promise<GraphqlCompany> {
  const id = companyGid(company.id)
  const [contacts, locations] = [page(company.contacts), page(company.locations)]
  const all = { contacts: [...contacts.nodes], locations: [...locations.nodes] }
  if (contacts.next !== null) {
    all.contacts = []
    for await (const nodes of pagesOf(context, COMPANY_CONTACTS, { id }, (data) => data.company?.contacts ?? NONE))
      all.contacts.push(...nodes)
  }
  if (locations.next !== null) {
    all.locations = []
    for await (const nodes of pagesOf(context, COMPANY_LOCATIONS, { id }, (data) => data.company?.locations ?? NONE))
      all.locations.push(...nodes)
  }
  return { ...company, contacts: { nodes: all.contacts }, locations: { nodes: all.locations } }
}

const NONE = { pageInfo: { hasNextPage: false }, nodes: [] }

const companyGid = (id: string): string => `gid://shopify/Company/${id}`

/** Who may order for it is decided in the store: a contact that is added has no role at any place yet. */
export async function addContacts(
  context: ShopifyContext,
  id: string,
  contacts: NonNullable<AccountChanges['contacts']>,
): Promise<void> {
  for (const { email, firstName, lastName, phone } of contacts) {
    const input = { email, firstName, lastName, ...(phone === null ? {} : { phone }) }
    const { companyContactCreate: answer } = await graphql(context, CREATE_CONTACT, { id: companyGid(id), input })
    // It may be a contact of another company: that is for a person, however often it is tried.
    assertTaken(answer?.userErrors ?? [], email ?? id, 'rejected')
  }
}

/** A place that is added buys on the terms of the first one. */
export async function addLocations(
  context: ShopifyContext,
  company: GraphqlCompany,
  places: NonNullable<AccountChanges['locations']>,
): Promise<string[]> {
  const [first] = company.locations?.nodes ?? []
  const terms = first?.buyerExperienceConfiguration?.paymentTermsTemplate?.id
  const made: string[] = []
  for (const { address } of places) {
    const { taxExempt, taxRegistrationId } = first?.taxSettings ?? {}
    const name = [address.company, address.line1, address.city].find((part) => part !== null && part !== '')
    const input = {
      name: name ?? company.name,
      shippingAddress: placeInput(address),
      billingSameAsShipping: true,
      ...(taxExempt === undefined ? {} : { taxExempt }),
      ...(taxRegistrationId == null ? {} : { taxRegistrationId }),
      ...(terms === undefined ? {} : { buyerExperienceConfiguration: { paymentTermsTemplateId: terms } }),
    }
    const variables = { id: companyGid(company.id), input }
    const { companyLocationCreate: answer } = await graphql(context, CREATE_LOCATION, variables)
    assertTaken(answer?.userErrors ?? [], company.name)
    if (answer?.companyLocation != null) made.push(answer.companyLocation.id)
  }
  return made
}
