import { isPositive, negate, sum, ZERO } from '#lib/decimal'
import type { Payout, PayoutTransaction, Presentment } from '#model/payout'
import { movedBy } from './amounts.ts'
import { categoryOf } from './categories.ts'
import { unreadable } from './failures.ts'
import type { ReportRow } from './report.ts'
import { type AdyenSettings, isLive } from './settings.ts'
import { instantOf } from './zones.ts'

/** A batch of a merchant account; batches of two accounts count alike, so the account is part of the key. */
export interface BatchKey {
  readonly number: number
  /** Named where a batch pays out in several currencies; `null` = the first of the report. */
  readonly currency: string | null
}

export const keyOf = (
  { merchantAccount }: Pick<AdyenSettings, 'merchantAccount'>,
  { number, currency }: BatchKey,
): string => `${merchantAccount}-${number}${currency === null ? '' : `-${currency}`}`

/** `null` when the key is another account's, or none. */
export function batchOf({ merchantAccount }: AdyenSettings, key: string): BatchKey | null {
  if (!key.startsWith(`${merchantAccount}-`)) return null
  const [, number, currency] = /^([1-9]\d{0,8})(?:-([A-Z]{3}))?$/.exec(key.slice(merchantAccount.length + 1)) ?? []
  return number === undefined ? null : { number: Number(number), currency: currency ?? null }
}

/** The payouts of a batch: one for each currency that it settles in, the first of the report first. */
export function payoutsOf(rows: readonly ReportRow[], number: number, settings: AdyenSettings): Payout[] {
  const stranger = rows.find(({ account }) => account !== '' && account !== settings.merchantAccount)
  if (stranger !== undefined) throw unreadable(`The report is one of the merchant account ${stranger.account}.`)
  const groups = [...Map.groupBy(rows, (row) => row.net.currency)]
  return groups.map(([currency, own], index) =>
    payoutOf(own, { number, currency: index === 0 ? null : currency }, settings),
  )
}

function payoutOf(rows: readonly ReportRow[], batch: BatchKey, settings: AdyenSettings): Payout {
  const paid = rows.filter((row) => categoryOf(row.type, false) === 'payout')
  // A batch that closes without a payout carries its balance on; its newest row tells when.
  const last = (paid.length > 0 ? paid : rows).toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).at(-1)
  const instant = last === undefined ? null : instantOf(last.createdAt, last.zone, settings.timeZone)
  if (last === undefined || instant === null) throw unreadable(`Batch ${batch.number} has a row without a date.`)
  const net = negate(sum(paid.map((row) => row.net.amount)))
  return {
    externalId: keyOf(settings, batch),
    name: `Batch ${batch.number}${batch.currency === null ? '' : ` ${batch.currency}`}`,
    provider: 'Adyen',
    gateway: settings.gateway,
    // A report is made when the batch is closed and paid.
    status: 'paid',
    date: last.createdAt.slice(0, 10),
    createdAt: instant,
    updatedAt: instant,
    timeZone: settings.timeZone,
    currency: last.net.currency,
    net,
    direction: net.startsWith('-') ? 'withdrawal' : 'deposit',
    bankReference: paid[0]?.modificationReference || null,
    complete: true,
    incomplete: null,
    test: !isLive(settings),
    transactions: withIds(rows, batch.number).map(([id, row]) => transactionOf(id, row, instant, settings)),
  }
}

/** Adyen names no row: its kind and the reference of what it is about, with a number where two are alike. */
function withIds(rows: readonly ReportRow[], batch: number): (readonly [id: string, row: ReportRow])[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const about = row.modificationReference || row.pspReference
    const name = `${batch}:${row.type}${about === '' ? '' : `:${about.slice(0, 80)}`}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return [count === 1 ? name : `${name}#${count}`, row]
  })
}

function transactionOf(id: string, row: ReportRow, paidAt: string, settings: AdyenSettings): PayoutTransaction {
  const { amount, fee } = movedBy(row)
  const cell = (column: string | undefined): string | null =>
    (column === undefined ? undefined : row.cells[column]?.trim()) || null
  return {
    externalId: id,
    type: row.type,
    category: categoryOf(row.type, isPositive(row.net.amount)),
    amount,
    fee,
    // Tax on Adyen's fees stands on its invoice, not in the report.
    feeTax: ZERO,
    withheldTax: ZERO,
    net: row.net.amount,
    currency: row.net.currency,
    orderExternalId: cell(settings.orderIdColumn),
    orderName: cell(settings.orderNameColumn),
    orderPaymentExternalId: null,
    providerReferences: referencesOf(row),
    presentment: presentmentOf(row),
    processedAt: instantOf(row.createdAt, row.zone, settings.timeZone) ?? paidAt,
    description:
      [row.paymentMethod, row.pspReference === '' ? row.modificationReference : ''].filter(Boolean).join(', ') || null,
  }
}

/** The modification's ids first: of two refunds of a payment they tell which. The payment's own stands in every row. */
const referencesOf = (row: ReportRow): string[] => [
  ...new Set(
    row.pspReference === ''
      ? []
      : [row.modificationReference, row.modificationMerchantReference, row.pspReference].filter(Boolean),
  ),
]

const presentmentOf = ({ gross, net, rate }: ReportRow): Presentment | null =>
  gross === null || gross.currency === net.currency ? null : { ...gross, rate }
