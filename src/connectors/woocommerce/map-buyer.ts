import type { Address } from '#model/address'
import type { Company, Customer } from '#model/customer'
import { metaText } from './map-line.ts'
import type { WooSettings } from './settings.ts'
import type { WooAddress, WooOrder } from './vendor.ts'

/** An address, or `null` when the order has none: WooCommerce sends all fields, empty. */
export function addressOf(source: WooAddress): Address | null {
  const { first_name: firstName, last_name: lastName, company, address_1: line1, address_2: line2 } = source
  const { postcode: postalCode, city, state: province, country, phone } = source
  const filled = [firstName, lastName, company, line1, line2, postalCode, city, province, country]
  if (filled.every((value) => value === null)) return null
  const countryCode = country !== null && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null
  return { firstName, lastName, company, line1, line2, postalCode, city, province, countryCode, phone }
}

/** The buyer; a guest has no id, and WooCommerce keeps name and e-mail address in the billing address only. */
export function customerOf({ customer_id: externalId, billing, meta_data: meta }: WooOrder): Customer | null {
  const { first_name: firstName, last_name: lastName, email, phone } = billing
  if (externalId === null && email === null && firstName === null && lastName === null) return null
  return { externalId, firstName, lastName, email, phone, taxExempt: metaText(meta, ['is_vat_exempt']) === 'yes' }
}

/**
 * The business that bought: WooCommerce has none, so a company name counts as one where a VAT number stands with it, or the number that
 * the company is registered by.
 */
export function companyOf(
  { billing, customer_id: customer, meta_data: meta }: WooOrder,
  settings: WooSettings,
): Company | null {
  const vatNumber = metaText(meta, settings.vatNumberFields)
  const number = vatNumber ?? metaText(meta, settings.organisationNumberFields)
  if (billing.company === null || number === null) return null
  const kind = vatNumber === null ? 'number' : 'vat'
  return {
    externalId: customer ?? `${kind}-${number.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase()}`,
    name: billing.company,
    customerNumber: null,
    locationExternalId: null,
    locationName: null,
    vatNumber,
  }
}
