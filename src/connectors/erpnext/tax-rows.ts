import { type Decimal, isZero, negate, toNumber, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import {
  type MappedRow,
  type MappedSalesDocument,
  type MappedTax,
  type RowRole,
  taxKeyText,
  type TaxKey,
} from '#model/documents'
import type { ErpnextSettings } from './settings.ts'
import { assertMoney } from './split-row.ts'

/** A row of the table *Sales Taxes and Charges*. */
export type TaxRow = Readonly<Record<string, string | number>>

const CHARGE_LABELS = {
  item: 'Item',
  shipping: 'Shipping',
  tip: 'Tip',
  'gift-card': 'Gift card',
  duty: 'Duty',
  fee: 'Fee',
  discount: 'Discount',
  rounding: 'Rounding',
  adjustment: 'Adjustment',
} as const satisfies Record<RowRole, string>

const CHARGE = new RegExp(`^(?:${Object.values(CHARGE_LABELS).join('|')}): `)

/** Whether a row of the table is one of our rows without an item, and not a tax. Descriptions of taxes hold no `: `. */
export const isCharge = (description: string | null | undefined): boolean => CHARGE.test(description ?? '')

/**
 * Rows without an item first (each on its account), then one row per tax with the store's own amount. `Actual` rows are taken
 * as they are, so the sums are the store's to the cent whatever rounding the site uses. In a credit note all signs are turned.
 */
export function actualTaxRows(
  document: MappedSalesDocument,
  charges: readonly MappedRow[],
  settings: ErpnextSettings,
): TaxRow[] {
  const signed = (amount: Decimal): Decimal => (document.kind === 'credit-note' ? negate(amount) : amount)
  const rows = [
    ...charges
      .filter((row) => !isZero(row.net))
      .map((row) => actual(chargeAccount(row), chargeDescription(row), signed(row.net), settings)),
    ...document.taxes.flatMap((tax) => {
      if (tax.account !== null) return [actual(tax.account, taxDescription(tax.key), signed(tax.amount), settings)]
      if (isZero(tax.amount)) return []
      throw unmappedTax(tax)
    }),
  ]
  if (rows.length > 0 || settings.zeroTaxAccount === null) return rows
  // Without any row ERPNext adds taxes from the items' tax templates (Accounts Settings, on by default).
  return [actual(settings.zeroTaxAccount, 'No tax', ZERO, settings)]
}

function actual(account: string, description: string, amount: Decimal, settings: ErpnextSettings): TaxRow {
  assertMoney(amount, settings.currencyDecimals)
  return {
    charge_type: 'Actual',
    account_head: account,
    description,
    tax_amount: toNumber(amount),
    ...costCenterOf(settings),
  }
}

export const costCenterOf = (settings: ErpnextSettings): Readonly<Record<string, string>> =>
  settings.costCenter === null ? {} : { cost_center: settings.costCenter }

function chargeAccount(row: MappedRow): string {
  if (row.account !== null) return row.account
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ROW_NOT_MAPPED',
    message: `"${row.title}" has neither an item nor an account in ERPNext.`,
    remedy: 'Map it to an item or an account.',
    subject: `row:${row.role}`,
  })
}

const chargeDescription = (row: MappedRow): string => `${CHARGE_LABELS[row.role]}: ${row.title}`.slice(0, 140)

/** E.g. `VAT 25%`. A colon would make it look like a charge. */
export function taxDescription(key: TaxKey): string {
  const title = key.title.replaceAll(':', ' ').trim() || 'Tax'
  if (key.ratePercent === null || title.includes('%')) return title
  return `${title} ${key.ratePercent}%`
}

const unmappedTax = (tax: MappedTax): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'TAX_ACCOUNT_MISSING',
    message: `The tax ${taxKeyText(tax.key)} of ${tax.amount} has no account in ERPNext.`,
    remedy: 'Map the tax to an account.',
    subject: `tax:${taxKeyText(tax.key)}`,
  })
