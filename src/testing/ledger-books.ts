import { add, type Decimal, isZero, negate, subtract, sum, ZERO } from '#lib/decimal'
import {
  isPaymentDocument,
  isSalesDocument,
  isStockDocument,
  type JournalDocument,
  type Party,
  type PaymentDocument,
  type SalesDocument,
  type TargetDocument,
  type TaxKey,
} from '#model/documents'
import { refuseUnless } from './ledger-refusal.ts'

/** One line of double-entry book-keeping; debit positive, credit negative. */
export interface Posting {
  /** `receivable:<party>`, `row:<role>`, `tax:<key>`, `gateway:<gateway>`, `rounding`, `category:<category>`. */
  readonly account: string
  readonly amount: Decimal
}

export interface StockMove {
  /** `<row id>@<location>`. */
  readonly place: string
  readonly quantity: Decimal
}

/** Balances of all accounts and stock of all places, by name. */
export interface Books {
  readonly accounts: Map<string, Decimal>
  readonly stock: Map<string, Decimal>
}

export const emptyBooks = (): Books => ({ accounts: new Map(), stock: new Map() })

export const balance = (books: Books, account: string): Decimal => books.accounts.get(account) ?? ZERO

/** The sum of all accounts whose name begins so. */
export function balanceOf(books: Books, prefix: string): Decimal {
  const amounts: Decimal[] = []
  for (const [account, amount] of books.accounts) if (account.startsWith(prefix)) amounts.push(amount)
  return sum(amounts)
}

export function post(
  books: Books,
  postings: readonly Posting[],
  moves: readonly StockMove[],
  way: 'forward' | 'back',
): void {
  const signed = (amount: Decimal) => (way === 'forward' ? amount : negate(amount))
  for (const { account, amount } of postings) {
    books.accounts.set(account, add(books.accounts.get(account) ?? ZERO, signed(amount)))
  }
  for (const { place, quantity } of moves) {
    books.stock.set(place, add(books.stock.get(place) ?? ZERO, signed(quantity)))
  }
}

/** Taxes are kept apart by what the store tells them apart by. */
export const taxAccount = (tax: Pick<TaxKey, 'ratePercent' | 'title' | 'channelLiable'>): string =>
  `tax:${tax.ratePercent ?? 'none'}|${tax.title}|${tax.channelLiable}`

const receivable = (party: Party): string => `receivable:${party.keys[0]}`

/** What the document does to the books; its lines sum to zero or it is refused. */
export function postingsOf(document: TargetDocument): Posting[] {
  const postings = linesOf(document)
  const rest = sum(postings.map(({ amount }) => amount))
  refuseUnless(isZero(rest), document, `its lines come to ${rest}, not to zero`)
  return postings
}

function linesOf(document: TargetDocument): Posting[] {
  if (isSalesDocument(document)) return document.kind === 'sales-order' ? [] : salesLines(document)
  if (isPaymentDocument(document)) return paymentLines(document)
  return isStockDocument(document) ? [] : journalLines(document)
}

function salesLines(document: SalesDocument): Posting[] {
  const sign = document.kind === 'credit-note' ? negate : (amount: Decimal) => amount
  const taxes = document.rows.flatMap((row) => row.taxes)
  return [
    { account: receivable(document.party), amount: sign(document.total) },
    ...document.rows.map((row) => ({ account: `row:${row.role}`, amount: negate(sign(row.net)) })),
    ...taxes.map(({ key, amount }) => ({ account: taxAccount(key), amount: negate(sign(amount)) })),
  ].filter(({ amount }) => !isZero(amount))
}

function paymentLines(document: PaymentDocument): Posting[] {
  const sign = document.kind === 'refund-payment' ? negate : (amount: Decimal) => amount
  refuseUnless(!document.amount.startsWith('-') && document.amount !== '0', document, `moves ${document.amount}`)
  return [
    { account: `gateway:${document.gateway}`, amount: sign(document.amount) },
    { account: receivable(document.party), amount: negate(sign(subtract(document.amount, document.rounding))) },
    { account: 'rounding', amount: negate(sign(document.rounding)) },
  ]
}

function journalLines(document: JournalDocument): Posting[] {
  const ids = new Set(document.lines.map((line) => line.id))
  refuseUnless(ids.size === document.lines.length, document, 'two lines have one id')
  return document.lines.map(({ ledger, party, amount, settles }) => {
    const named = ledger.kind === 'receivable'
    refuseUnless(named === (party !== null), document, 'a receivable names its party, and only a receivable')
    refuseUnless(named || settles === null, document, 'only a receivable is settled')
    if (ledger.kind === 'receivable') return { account: party === null ? '' : receivable(party), amount }
    if (ledger.kind === 'clearing') return { account: `gateway:${ledger.gateway}`, amount }
    return { account: `category:${ledger.category}`, amount }
  })
}

export function stockMovesOf(document: TargetDocument): StockMove[] {
  if (!isStockDocument(document)) return []
  return document.rows.map((row) => ({
    place: `${row.id}@${row.locationExternalId ?? ''}`,
    quantity: document.kind === 'delivery' ? negate(row.quantity) : row.quantity,
  }))
}
