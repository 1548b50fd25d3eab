import { addressKey } from '#contract/address-key'
import { type FoundParty, foundParty, type WriteContext } from '#contract/target'
import type { Address } from '#model/address'
import type { MappedSalesDocument, MappedStockDocument } from '#model/documents'
import type { ErpnextSettings } from './settings.ts'
import { costCenterOf } from './tax-rows.ts'
import { REFERENCE_FIELD } from './vendor.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What orders, invoices, credit notes and deliveries have in common. */
export function headFields(
  document: MappedSalesDocument | MappedStockDocument,
  write: WriteContext,
  settings: ErpnextSettings,
): Fields {
  const { party } = document
  const customer = foundParty(write, party)
  return {
    docstatus: 1,
    company: settings.company,
    customer: customer.externalId,
    currency: document.currency,
    ...conversionRate(document.currency, settings),
    ...(settings.priceList === null ? {} : { selling_price_list: settings.priceList }),
    // Without these two the server's pricing rules and rounding to whole units change what we send.
    ignore_pricing_rule: 1,
    disable_rounded_total: 1,
    po_no: purchaseOrderText(document),
    [REFERENCE_FIELD]: document.reference,
    ...costCenterOf(settings),
    ...addressField('customer_address', party.billingAddress, customer),
    ...addressField('shipping_address_name', party.shippingAddress, customer),
  }
}

/**
 * ERPNext refuses a second live order of a customer with the same number, and companies use one number for several orders: the
 * order's own name keeps it apart.
 */
function purchaseOrderText(document: MappedSalesDocument | MappedStockDocument): string {
  const number = 'purchaseOrderNumber' in document ? document.purchaseOrderNumber : null
  const text = number === null ? document.orderName : `${number} (${document.orderName})`
  return text.slice(0, 140)
}

function conversionRate(currency: string, settings: ErpnextSettings): Fields {
  if (currency === settings.companyCurrency) return { conversion_rate: 1 }
  const rate = settings.conversionRates[currency]
  return rate === undefined ? {} : { conversion_rate: Number(rate) }
}

function addressField(name: string, address: Address | null, customer: FoundParty): Fields {
  const id = address === null ? undefined : customer.addresses[addressKey(address)]
  return id === undefined ? {} : { [name]: id }
}

/** The description is HTML in ERPNext. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
