import { add, type Decimal, isNegative, isPositive, isZero, negate, subtract, sum, ZERO } from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'
import type { SalesDocument, SalesRow } from '#model/documents'
import { taxAccount } from './ledger-books.ts'
import { LedgerRefusal, refuseUnless } from './ledger-refusal.ts'
import { issuedEntry, type LedgerState } from './ledger-state.ts'

/** The rules for sales orders, invoices and credit notes. */
export function checkSales(state: LedgerState, document: SalesDocument): void {
  const { capabilities } = state
  refuseUnless(document.rows.length > 0, document, 'has no rows')
  const { maximumRows } = capabilities
  refuseUnless(
    maximumRows === null || document.rows.length <= maximumRows,
    document,
    `has more than ${maximumRows} rows`,
  )
  checkSums(document)
  checkSigns(state, document)
  if (document.kind === 'credit-note') return checkCredit(state, document)
  if (document.kind === 'invoice' && isNegative(document.total)) return checkCreditAsInvoice(state, document)
  if (document.basedOn !== null) {
    const base = issuedEntry(state, document.basedOn)
    refuseUnless(
      base?.held.kind === 'sales-order' || base?.held.kind === 'invoice',
      document,
      `follows ${document.basedOn}, which is not issued`,
    )
  }
}

/** The sums of the document are those of its rows, to the cent, in digits that the currency has. */
function checkSums(document: SalesDocument): void {
  const { rows, taxes, netTotal, taxTotal, total, currency } = document
  const equal = (what: string, stated: Decimal, counted: Decimal) =>
    refuseUnless(stated === counted, document, `${what} says ${stated}, its rows make ${counted}`)
  equal('net', netTotal, sum(rows.map((row) => row.net)))
  equal('total', total, sum(rows.map((row) => row.gross)))
  equal('tax', taxTotal, sum(rows.flatMap((row) => row.taxes).map((tax) => tax.amount)))
  equal('total', total, add(netTotal, taxTotal))
  const counted = new Map<string, Decimal>()
  for (const { key, amount } of rows.flatMap((row) => row.taxes)) {
    counted.set(taxAccount(key), add(counted.get(taxAccount(key)) ?? ZERO, amount))
  }
  for (const { key, amount } of taxes) {
    counted.set(taxAccount(key), subtract(counted.get(taxAccount(key)) ?? ZERO, amount))
  }
  for (const [account, rest] of counted) refuseUnless(isZero(rest), document, `${account} differs by ${rest}`)
  const places = minorUnits(currency)
  for (const amount of [...rows.flatMap((row) => [row.net, row.gross]), ...taxes.map((tax) => tax.amount)]) {
    refuseUnless(round(amount, { places, direction: 'down' }) === amount, document, `${amount} is no ${currency}`)
  }
  const ids = new Set(rows.map((row) => row.id))
  refuseUnless(ids.size === rows.length, document, 'two rows have one id')
}

const MAY_BE_NEGATIVE = new Set<SalesRow['role']>(['discount', 'rounding', 'adjustment'])

function checkSigns({ capabilities }: LedgerState, document: SalesDocument): void {
  const credit = document.kind === 'invoice' && isNegative(document.total)
  for (const row of document.rows) {
    const negative = [row.net, row.gross].some(isNegative)
    if (credit || !negative) continue
    refuseUnless(capabilities.negativeRows, document, `row ${row.id} is negative`)
    refuseUnless(MAY_BE_NEGATIVE.has(row.role), document, `row ${row.id} (${row.role}) is negative`)
  }
  refuseUnless(
    document.kind === 'invoice' || !isNegative(document.total),
    document,
    `a ${document.kind} of ${document.total}`,
  )
}

function checkCredit(state: LedgerState, document: SalesDocument): void {
  const { credits } = state.capabilities
  if (document.basedOn === null) {
    return refuseUnless(credits.withoutInvoice, document, 'a credit note has to name its invoice')
  }
  const invoice = issuedEntry(state, document.basedOn)
  if (invoice?.held.kind !== 'invoice' || !('rows' in invoice.held.document)) {
    throw new LedgerRefusal(document, `credits ${document.basedOn}, which is no issued invoice`)
  }
  const others = creditsOf(state, document.basedOn)
  refuseUnless(
    credits.perInvoice === 'many' || others.length === 0,
    document,
    `${document.basedOn} was credited before`,
  )
  const sold = invoice.held.document as SalesDocument
  refuseUnless(
    credits.partial || sold.total === document.total,
    document,
    `gives back ${document.total} of ${sold.total}`,
  )
  checkWithin(sold, [...others, document], document)
}

/** An invoice below zero takes the place of a credit note where the target writes credits so. */
function checkCreditAsInvoice(state: LedgerState, document: SalesDocument): void {
  refuseUnless(state.capabilities.negativeInvoices, document, `an invoice of ${document.total}`)
  if (document.basedOn === null) return
  const base = issuedEntry(state, document.basedOn)
  if (base?.held.kind !== 'invoice') return
  const positive = turned(document)
  checkWithin(base.held.document as SalesDocument, [...creditsOf(state, document.basedOn), positive], document)
}

const turned = (document: SalesDocument): SalesDocument => ({
  ...document,
  total: negate(document.total),
  rows: document.rows.map((row) => ({
    ...row,
    net: negate(row.net),
    gross: negate(row.gross),
    quantity: isNegative(row.quantity) ? negate(row.quantity) : row.quantity,
  })),
})

/** Everything issued that was taken back from an invoice. */
function creditsOf(state: LedgerState, invoice: string): SalesDocument[] {
  return state.entries.flatMap(({ held }) => {
    const { document } = held
    if (held.state !== 'issued' || !('rows' in document) || !('total' in document)) return []
    if (document.basedOn !== invoice) return []
    if (document.kind === 'credit-note') return [document]
    return document.kind === 'invoice' && isNegative(document.total) ? [turned(document)] : []
  })
}

/** The row of the invoice that a row of a credit takes from: a change of its price goes on its account. */
const partOf = (row: SalesRow): string => row.id.replace(/:(adjustment|discount)$/, '')

/** Nobody gets back more of a row than was sold, in quantity and in amount. */
function checkWithin(sold: SalesDocument, credits: readonly SalesDocument[], document: SalesDocument): void {
  const left = new Map<string, { quantity: Decimal; gross: Decimal }>()
  const move = (row: SalesRow, sign: (amount: Decimal) => Decimal) => {
    const id = partOf(row)
    const known = left.get(id) ?? { quantity: ZERO, gross: ZERO }
    // Goods have pieces. The quantity of a discount, an amount without goods or a rounding is one each way, and ERPs read its sum.
    const counts = row.id === id && !MAY_BE_NEGATIVE.has(row.role)
    left.set(id, {
      quantity: counts ? add(known.quantity, sign(row.quantity)) : known.quantity,
      gross: add(known.gross, sign(row.gross)),
    })
  }
  for (const row of sold.rows) move(row, (amount) => amount)
  const onInvoice = new Set(left.keys())
  for (const row of credits.flatMap((credit) => credit.rows)) {
    const known = onInvoice.has(partOf(row))
    refuseUnless(known || MAY_BE_NEGATIVE.has(row.role), document, `row ${row.id} is not on ${sold.reference}`)
    if (known) move(row, negate)
  }
  for (const [id, { quantity, gross }] of left) {
    refuseUnless(!isNegative(quantity), document, `more of ${id} would be credited than sold (${quantity})`)
    const wasPositive = isPositive(sum(sold.rows.filter((row) => partOf(row) === id).map((row) => row.gross)))
    refuseUnless(!wasPositive || !isNegative(gross), document, `${id} would be credited beyond its amount (${gross})`)
  }
}
