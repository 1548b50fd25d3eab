import { add, type Decimal, ZERO } from '#lib/decimal'
import type { RowTax, TaxKey } from '#model/documents'
import type { CurrencySide } from '#model/money'
import type { Order } from '#model/order'
import type { TaxLine } from '#model/tax'
import type { Policies } from './policies.ts'

/** Two taxes with this text are the same tax. */
export const taxKeyId = (key: TaxKey): string =>
  [key.country ?? '', key.ratePercent ?? '', key.included, key.channelLiable, key.title].join('|')

/** The country whose tax applies: where the goods go, or are handed over. */
export function taxCountry(order: Order, policies: Policies): string | null {
  const tillCountry = order.channel.kind === 'pos' ? policies.homeCountry : null
  return order.shippingAddress?.countryCode ?? tillCountry ?? order.billingAddress?.countryCode ?? policies.homeCountry
}

/** Reads the store's tax lines of one part as taxes with keys, amounts as stated, one per key. */
export function readTaxes(
  taxes: readonly TaxLine[],
  context: { readonly country: string | null; readonly included: boolean; readonly side: CurrencySide },
): RowTax[] {
  return mergeTaxes(
    taxes.map((tax) => ({
      key: {
        country: context.country,
        ratePercent: tax.ratePercent,
        title: tax.title,
        included: context.included,
        channelLiable: tax.channelLiable,
      },
      amount: tax.amount[context.side],
    })),
  )
}

/** One tax per key, in a fixed order. */
export function mergeTaxes(taxes: readonly RowTax[]): RowTax[] {
  const byKey = new Map<string, RowTax>()
  for (const tax of taxes) {
    const id = taxKeyId(tax.key)
    const known = byKey.get(id)
    byKey.set(id, known === undefined ? tax : { key: known.key, amount: add(known.amount, tax.amount) })
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tax]) => tax)
}

export const taxSum = (taxes: readonly RowTax[]): Decimal =>
  taxes.length === 0 ? ZERO : add(...taxes.map((tax) => tax.amount))
