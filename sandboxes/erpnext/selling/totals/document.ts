import type { Row } from '#sandboxes/erpnext/controller'

// The vendor adds documents up with floats and shows their noise (0.30000000000000004), so this folder does, too:
// a decimal type would be more exact than the server that is imitated. Nothing outside the sandbox may do so.

/** A line of an order, invoice or delivery, in the vendor's spelling. Amounts are in the document's currency, `base_…` in the company's. */
export interface TotalsItem extends Row {
  item_code: string | null
  item_name: string
  qty: number
  rate: number
  price_list_rate: number
  discount_percentage: number
  discount_amount: number
  distributed_discount_amount: number
  margin_type: string | null
  margin_rate_or_amount: number
  rate_with_margin: number
  base_rate_with_margin: number
  amount: number
  net_rate: number
  net_amount: number
  base_price_list_rate: number
  base_rate: number
  base_amount: number
  base_net_rate: number
  base_net_amount: number
}

/** A row of `taxes`. */
export interface TotalsTax extends Row {
  charge_type: string
  account_head: string
  rate: number
  tax_amount: number
  tax_amount_after_discount_amount: number
  total: number
  base_tax_amount: number
  base_tax_amount_after_discount_amount: number
  base_total: number
}

/** The part of a selling document that totals are computed on. */
export interface TotalsDocument extends Row {
  currency: string
  conversion_rate: number
  apply_discount_on: string | null
  additional_discount_percentage: number
  discount_amount: number
  base_discount_amount: number
  total_qty: number
  total: number
  base_total: number
  net_total: number
  base_net_total: number
  total_taxes_and_charges: number
  base_total_taxes_and_charges: number
  grand_total: number
  base_grand_total: number
  rounding_adjustment: number
  base_rounding_adjustment: number
  rounded_total: number
  base_rounded_total: number
}

export interface TotalsSettings {
  /** Smallest coin of the document's currency, e.g. 0.05 for CHF; 0 rounds to whole units. */
  readonly smallestFraction: number
  /** No `rounded_total`: by the document's flag or the site's. */
  readonly roundedTotalDisabled: boolean
  /** Rounds every number field of a row to its own precision. */
  readonly roundFloats: (row: Row) => void
  /** Money as messages show it, in the document's currency. */
  readonly formatMoney: (amount: number) => string
  /** Field that holds the tax of each item: JSON text on v15, nothing on v16. */
  readonly itemWiseTaxDetail: boolean
}

/** What is known of a tax row while the lines are walked through; never stored. */
export interface TaxStep {
  readonly tax: TotalsTax
  readonly index: number
  /** Row that this one builds on, `null` for the other charge types. */
  readonly base: number | null
  readonly included: boolean
  readonly keepsDetail: boolean
  fraction: number
  grandTotalFraction: number
  amountForItem: number
  grandTotalForItem: number
  /** What is left of an Actual amount for the lines to come. */
  actualLeft: number
  detail: Map<string, [ratePercent: number, amount: number]>
}

/** Tax of one line by one tax row, as v16 stores it in `item_wise_tax_details`. */
export interface ItemTaxShare {
  readonly item: TotalsItem
  readonly tax: TotalsTax
  readonly ratePercent: number
  readonly amount: number
  readonly taxableAmount: number
}

/** One run over a document. */
export interface Calculation {
  readonly doc: TotalsDocument
  readonly items: readonly TotalsItem[]
  readonly taxMaps: readonly Readonly<Record<string, number>>[]
  readonly steps: TaxStep[]
  readonly settings: TotalsSettings
  discountApplied: boolean
  /** Cents that `grand_total` differs from the last tax row's `total`. */
  grandTotalDiff: number
  shares: ItemTaxShare[]
}
