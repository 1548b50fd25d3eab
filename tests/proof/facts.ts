import type { Decimal } from '#lib/decimal'
import type { Currency, CurrencySide } from '#model/money'

/** What the books should say about an order, counted from the shop's own state and not from what the connector read. */
export interface Expected {
  /** Of invoices less credit notes. */
  readonly net: Decimal
  /** Of `net`, by rate, title and who owes it (`25|VAT|false`), amounts without goods apart; `null` where the shop tells them not apart. */
  readonly taxes: ReadonlyMap<string, Decimal> | null
  /** Given back, or kept, without goods: negative when the shop gave; `null` where the shop tells no such amount from goods. */
  readonly adjustments: Decimal | null
  /** Nothing of the order is left: the taxes of goods and of amounts without goods come to nothing together. */
  readonly isOver: boolean
  /** Something may be left again of which nothing was: what cleared the tax of all of it then stays booked so. */
  readonly isReopened: boolean
  /** What each payment method holds. */
  readonly money: ReadonlyMap<string, Decimal>
  /** What the buyer still owes. */
  readonly receivable: Decimal
  /** By how much taxes and amounts without goods may differ, as the shop's own sums do from its parts. */
  readonly slack: Decimal
  /** Goods by `<row id>@<location>`, or by `<row id>` where the shop is one place: negative = they left. */
  readonly stock: ReadonlyMap<string, Pieces>
  readonly refunds: readonly ExpectedRefund[]
}

/** Both the same, unless the shop forgot what became of some. */
export interface Pieces {
  readonly least: Decimal
  readonly most: Decimal
}

export interface ExpectedRefund {
  readonly id: string
  /** Whether its money has not gone back, so that nothing is credited yet. */
  readonly isOpen: boolean
  /** What it gave back at most, with tax: its parts and goodwill, whatever was kept of them; `null` = nobody can tell. */
  readonly given: Decimal | null
  /** What it states of amounts without goods, with the tax in it; `null` = it states of no tax. */
  readonly stated: StatedAmount | null
  /** The payments that went back, by their ids. */
  readonly paidBack: readonly string[]
}

/** Of one refund, positive when the shop keeps it. */
export interface StatedAmount {
  /** All that it gave back or kept without goods, with tax. */
  readonly whole: Decimal
  /** The part of it whose tax the shop states: no rate has to explain that. */
  readonly gross: Decimal
  readonly tax: Decimal
}

/** The rates between which the tax of an amount without goods lies: shares of the net price. */
export interface RateBounds {
  readonly lowest: Decimal
  readonly dearest: Decimal
  /** How many taxes the shop rounded at most. */
  readonly roundings: number
  /** The smallest amount that the shop has. */
  unit(side: CurrencySide): Decimal
}

/** An order as its shop states it, whichever shop it is. */
export interface OrderFacts {
  readonly currencies: Readonly<Record<CurrencySide, Currency>>
  /** @param credited - refunds that the books gave back already; they stay so, whatever becomes of their money. */
  expected(side: CurrencySide, credited: ReadonlySet<string>): Expected
  readonly rates: RateBounds
  /** Whether goods are in one place, which nobody names. */
  readonly isOnePlace: boolean
  /** When money moved, and goods left, by the ids of payments and shipments. */
  happenedAt(kind: 'money' | 'goods', id: string): Date | undefined
}
