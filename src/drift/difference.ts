/** What is compared. */
export const DRIFT_AREAS = ['orders', 'payments', 'taxes', 'stock', 'prices'] as const
export type DriftArea = (typeof DRIFT_AREAS)[number]

/**
 * One thing in which store and target disagree. `wrong` is the side that has to change: of orders, payments and taxes the store is the
 * truth, of stock and prices whoever owns them.
 */
export interface Difference {
  readonly area: DriftArea
  /** What people call it: an order's name, a SKU, a document of the target. */
  readonly subject: string
  /** In words: `invoice missing`, `total`, `tax on VAT 25% - AC`, `available`. */
  readonly what: string
  /** The shop's business day, `YYYY-MM-DD`, where the difference belongs to one. */
  readonly day: string | null
  readonly currency: string | null
  /** The target's tax account. */
  readonly account: string | null
  /** Of a tax: its rate in percent, as the store states it. */
  readonly rate: string | null
  /** Of stock and prices the SKU, of a row of a document the target's item. */
  readonly sku: string | null
  readonly location: string | null
  /** What each side says; `null` = nothing. */
  readonly store: string | null
  readonly target: string | null
  /** `unknown`: only a person can tell. */
  readonly wrong: 'store' | 'target' | 'unknown'
  /** `under-way`: it is being seen to. `held`: it waits for a person, who was told. `drifted`: nobody had noticed. */
  readonly state: 'under-way' | 'held' | 'drifted'
  readonly because: string
  readonly remedy: string
  /** The target's document. */
  readonly externalId: string | null
}

/** What both sides say of one day in one currency. Amounts are decimal texts. */
export interface DayFigures {
  readonly day: string
  readonly currency: string
  readonly figures: readonly DayFigure[]
}

export interface DayFigure {
  /** `invoice`, `credit-note`, `payment` …, or `tax on <account>`. */
  readonly what: string
  readonly area: DriftArea
  readonly storeCount: number
  readonly targetCount: number
  readonly store: string
  readonly target: string
}

/** A whole comparison. */
export interface DriftReport {
  /** Both days included; `null` where neither orders nor payments were compared. */
  readonly days: { readonly from: string; readonly to: string; readonly timeZone: string } | null
  /** How many were compared in each area that was. */
  readonly compared: Readonly<Partial<Record<DriftArea, number>>>
  readonly differences: readonly Difference[]
  readonly figures: readonly DayFigures[]
}

/** A report as it was kept. Older ones do not tell the rates of taxes. */
export function keptReport(text: string): DriftReport {
  const report = JSON.parse(text) as DriftReport
  return { ...report, differences: report.differences.map((one) => ({ ...one, rate: one.rate ?? null })) }
}
