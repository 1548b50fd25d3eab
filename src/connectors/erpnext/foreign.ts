import { absolute, compare, type Decimal, decimal, isZero, multiply, subtract } from '#lib/decimal'
import { round, smallestUnit } from '#lib/rounding'
import type { ErpnextSettings } from './settings.ts'

/** An account's name and currency. */
export interface AccountInfo {
  readonly name: string
  readonly currency: string
}

/** How a document that is paid, refunded or set off was booked. Amounts are positive, also those of credit notes. */
export interface Settled {
  /** Company currency per unit of the document's currency. */
  readonly conversionRate: Decimal
  /** The receivable account it stands on. */
  readonly receivable: AccountInfo
  /** What is open, in the receivable account's currency. */
  readonly open: Decimal
}

/**
 * An amount in the company's currency. ERPNext keeps only the open amount of a foreign document on an account in the company's
 * currency, converted once as a whole; parts that are converted one by one may miss it by a cent each. So what comes within two
 * cents of `open` takes exactly that and leaves nothing behind.
 */
export function inCompanyCurrency(
  amount: Decimal,
  rate: Decimal,
  open: Decimal | null,
  settings: ErpnextSettings,
): Decimal {
  const places = settings.currencyDecimals
  const converted = round(multiply(amount, rate), { places, direction: 'half-even' })
  if (open === null || isZero(open) || isZero(converted)) return converted
  const tolerance = multiply(decimal('2'), smallestUnit(places))
  return compare(absolute(subtract(converted, open)), tolerance) <= 0 ? open : converted
}
