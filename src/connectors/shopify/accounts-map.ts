import type { Account, AccountLocation } from '#model/account'
import type { Address } from '#model/address'
import { TillbridgeError } from '#lib/errors'
import type {
  GraphqlAddress,
  GraphqlCompany,
  GraphqlCompanyLocation,
  GraphqlCustomer,
  GraphqlPlace,
} from './accounts-queries.ts'
import { page } from './vendor-graphql.ts'
import { sortedTags } from './words.ts'

/** Companies have keys of their own: their ids count apart from those of persons. */
export const COMPANY_KEY = 'company/'

export function personOf(source: GraphqlCustomer): Account {
  const addresses = page(source.addressesV2)
  if (addresses.next !== null) throw tooMany(source.displayName ?? source.id, 'addresses')
  return {
    externalId: source.id,
    kind: 'person',
    updatedAt: source.updatedAt,
    createdAt: source.createdAt,
    name: source.displayName ?? source.id,
    firstName: source.firstName,
    lastName: source.lastName,
    email: source.defaultEmailAddress?.emailAddress ?? null,
    phone: source.defaultPhoneNumber?.phoneNumber ?? null,
    language: source.locale,
    note: source.note,
    tags: sortedTags(source.tags),
    taxExempt: source.taxExempt,
    number: source.number?.value ?? null,
    vatNumber: source.vat?.value ?? null,
    marketingConsent: source.defaultEmailAddress?.marketingState === 'SUBSCRIBED',
    contactOf: source.companyContactProfiles[0]?.company.name ?? null,
    addresses: addresses.nodes.map(({ id, ...address }) => ({
      externalId: id,
      address: addressOf(address),
      isDefault: id === source.defaultAddress?.id,
    })),
  }
}

const addressOf = ({ address1, address2, zip, countryCodeV2, ...rest }: GraphqlAddress): Address => ({
  ...rest,
  line1: address1,
  line2: address2,
  postalCode: zip,
  countryCode: countryCodeV2,
})

const placeOf = ({ address1, address2, zip, recipient, ...rest }: GraphqlPlace): Address => ({
  ...rest,
  company: recipient,
  line1: address1,
  line2: address2,
  postalCode: zip,
})

/** Terms stand at each location of a company; those of the first speak for it. */
export function companyOf(source: GraphqlCompany): Account {
  const contacts = page(source.contacts)
  const locations = page(source.locations)
  if (contacts.next !== null) throw tooMany(source.name, 'contacts')
  if (locations.next !== null) throw tooMany(source.name, 'locations')
  const places = locations.nodes.map(locationOf)
  const [first] = locations.nodes
  const [main] = places
  const known = places.flatMap(({ externalId, shippingAddress, billingAddress }) =>
    [billingAddress, shippingAddress].flatMap((address) => (address === null ? [] : [{ externalId, address }])),
  )
  return {
    externalId: `${COMPANY_KEY}${source.id}`,
    kind: 'company',
    updatedAt: source.updatedAt,
    createdAt: source.createdAt,
    name: source.name,
    note: source.note,
    number: source.externalId,
    vatNumber: main?.vatNumber ?? null,
    taxExempt: main?.taxExempt ?? false,
    paymentTerms: main?.paymentTerms ?? null,
    priceList: first?.catalogs?.nodes[0]?.title ?? null,
    addresses: known.map(({ externalId, address }, index) => ({ externalId, address, isDefault: index === 0 })),
    contacts: contacts.nodes.map(({ id, customer }) => ({
      externalId: id,
      firstName: customer.firstName,
      lastName: customer.lastName,
      email: customer.defaultEmailAddress?.emailAddress ?? null,
      phone: customer.defaultPhoneNumber?.phoneNumber ?? null,
    })),
    locations: places,
  }
}

const locationOf = (source: GraphqlCompanyLocation): AccountLocation => ({
  externalId: source.id,
  name: source.name,
  number: source.externalId,
  shippingAddress: source.shippingAddress == null ? null : placeOf(source.shippingAddress),
  billingAddress: source.billingAddress == null ? null : placeOf(source.billingAddress),
  taxExempt: source.taxSettings?.taxExempt ?? null,
  vatNumber: source.taxSettings?.taxRegistrationId ?? null,
  paymentTerms: source.buyerExperienceConfiguration?.paymentTermsTemplate?.name ?? null,
})

/** Shopify takes a company's number without spaces, in plain letters only and up to 64 of them. */
export const externalIdOf = (number: string): string =>
  number
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x21-\x7e]+/g, '_')
    .slice(0, 64)

export const addressInput = (address: Address): Record<string, unknown> => ({
  address1: address.line1,
  address2: address.line2,
  city: address.city,
  zip: address.postalCode,
  countryCode: address.countryCode,
  company: address.company,
  firstName: address.firstName,
  lastName: address.lastName,
  phone: address.phone,
})

/** A company's address names its recipient, not a company. */
export function placeInput({ company, firstName, lastName, ...address }: Address): Record<string, unknown> {
  const recipient = company ?? ([firstName, lastName].filter((part) => part !== null).join(' ') || null)
  const {
    company: _company,
    firstName: _first,
    lastName: _last,
    ...rest
  } = addressInput({
    ...address,
    company: null,
    firstName: null,
    lastName: null,
  })
  return { ...rest, ...(recipient === null ? {} : { recipient }) }
}

const tooMany = (name: string, what: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_ACCOUNT_TOO_LARGE',
    message: `${name} has more ${what} than are read here; a part of an account is never copied.`,
    remedy: 'Keep this account by hand on both sides and skip it here.',
  })
