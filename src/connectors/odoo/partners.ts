import { addressKey } from '#contract/address-key'
import { foundParty, type WriteContext } from '#contract/target'
import type { Party } from '#model/documents'
import type { Values } from './client.ts'

interface Partners {
  readonly customer: number
  readonly invoice: number
  readonly delivery: number
}

/** The customer of a document and where it is billed and sent to. */
export function partners(party: Party, write: WriteContext): Partners {
  const { externalId, addresses } = foundParty(write, party)
  const of = (address: Party['billingAddress']): number =>
    Number((address === null ? undefined : addresses[addressKey(address)]) ?? externalId)
  return {
    customer: Number(externalId),
    invoice: of(party.billingAddress),
    delivery: of(party.shippingAddress ?? party.billingAddress),
  }
}

export function partnersOf({ party }: { readonly party: Party }, write: WriteContext): Values {
  const { customer, invoice, delivery } = partners(party, write)
  return { partner_id: customer, partner_invoice_id: invoice, partner_shipping_id: delivery }
}
