import type { FoundDocument, FoundRow } from '#contract/target'
import { add, isZero, minimum, ONE, subtract, ZERO } from '#lib/decimal'
import {
  isPaymentDocument,
  isSalesDocument,
  type MappedDocument,
  type Party,
  type PaymentDocument,
  type SalesDocument,
  type TargetDocument,
  type TaxKey,
  taxKeyText,
} from '#model/documents'

/**
 * The planned document as the target really holds it: with its date, and with what its sums differ by in a row of its own. The base of
 * all later comparisons, so a difference stays a difference.
 */
export function adoptedDocument(planned: TargetDocument, found: FoundDocument): TargetDocument {
  if (isSalesDocument(planned)) return { ...adoptedSale(planned, found), party: adoptedParty(planned.party, found) }
  if (isPaymentDocument(planned))
    return { ...adoptedPayment(planned, found), party: adoptedParty(planned.party, found) }
  return planned
}

/** The key under which the customer of adopted documents is known: all further documents of the order go to that customer. */
export const adoptedPartyKey = (externalId: string): string => `adopted:${externalId}`

/** Whoever the order names: its documents stand on this customer, whose addresses are somebody else's to keep. */
function adoptedParty(party: Party, { partyExternalId }: FoundDocument): Party {
  if (partyExternalId === null) return party
  return { ...party, keys: [adoptedPartyKey(partyExternalId)], billingAddress: null, shippingAddress: null }
}

const UNKNOWN: TaxKey = { country: null, ratePercent: null, title: 'unknown', included: false, channelLiable: false }

function adoptedSale(planned: SalesDocument, found: FoundDocument): SalesDocument {
  const gross = subtract(found.total, planned.total)
  const tax = subtract(found.taxTotal ?? planned.taxTotal, planned.taxTotal)
  const date = found.date
  if (isZero(gross) && isZero(tax)) return { ...planned, date }
  const net = subtract(gross, tax)
  const key = planned.taxes[0]?.key ?? UNKNOWN
  const rest = planned.taxes.filter((one) => taxKeyText(one.key) !== taxKeyText(key))
  const same = planned.taxes.find((one) => taxKeyText(one.key) === taxKeyText(key))
  const total = { key, amount: add(same?.amount ?? ZERO, tax), base: add(same?.base ?? ZERO, net) }
  return {
    ...planned,
    date,
    rows: [
      ...planned.rows,
      {
        id: 'adjustment:adopted',
        role: 'adjustment',
        sku: null,
        variantExternalId: null,
        title: 'Difference of the adopted document',
        method: null,
        quantity: ONE,
        net,
        gross,
        listAmount: planned.priceMode === 'gross' ? gross : net,
        taxes: isZero(tax) ? [] : [{ key, amount: tax }],
        requiresShipping: false,
        locationExternalId: null,
      },
    ],
    taxes: isZero(tax) ? planned.taxes : [total, ...rest],
    netTotal: add(planned.netTotal, net),
    taxTotal: add(planned.taxTotal, tax),
    total: found.total,
  }
}

function adoptedPayment(planned: PaymentDocument, found: FoundDocument): PaymentDocument {
  if (planned.amount === found.total) return { ...planned, date: found.date }
  let left = found.total
  const allocations = planned.allocations.flatMap((allocation) => {
    const amount = minimum(allocation.amount, left)
    left = subtract(left, amount)
    return isZero(amount) ? [] : [{ ...allocation, amount }]
  })
  return { ...planned, date: found.date, amount: found.total, rounding: ZERO, allocations }
}

/** The target's ids of the planned rows: by item and quantity, where exactly one row of each side has them. */
export function adoptedRowIds(mapped: MappedDocument, rows: readonly FoundRow[]): Record<string, string> {
  if (!isSalesDocument(mapped)) return {}
  const nameOf = (item: string, quantity: string): string => `${item} ${quantity}`
  const planned = Map.groupBy(
    mapped.rows.flatMap((row) => (row.item === null ? [] : [{ id: row.id, name: nameOf(row.item, row.quantity) }])),
    (row) => row.name,
  )
  const found = Map.groupBy(rows, (row) => nameOf(row.item, row.quantity))
  return Object.fromEntries(
    [...planned].flatMap(([name, own]) => {
      const [other, another] = found.get(name) ?? []
      return own.length === 1 && own[0] !== undefined && other !== undefined && another === undefined
        ? [[own[0].id, other.externalId]]
        : []
    }),
  )
}
