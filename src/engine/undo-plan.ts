import {
  absolute,
  add,
  type Decimal,
  isNegative,
  isPositive,
  isZero,
  maximum,
  minimum,
  negate,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import type { Write } from '#books/plan'
import type { Capabilities } from '#model/capabilities'
import {
  type DocumentKind,
  isJournal,
  isPaymentDocument,
  isSalesDocument,
  isStockDocument,
  type JournalDocument,
  type PaymentDocument,
  type RowRole,
  type SalesDocument,
  type StockDocument,
  type TargetDocument,
} from '#model/documents'
import type { HeldDocument } from '#model/held'
import { remainder, turned } from './undo-remainder.ts'

export interface UndoInput {
  /** Everything that was written for the record, in the order in which it was written. */
  readonly held: readonly HeldDocument[]
  readonly capabilities: Capabilities
  /** The date of documents that reverse others: a day on which the books are open, `YYYY-MM-DD`. */
  readonly today: string
  /** Issued documents that the target has refused to cancel, e.g. in a closed period, by reference. */
  readonly uncancellable?: ReadonlySet<string>
}

/** An undo closes nothing. */
export type UndoWrite = Exclude<Write, { readonly action: 'close' }>

/** How everything that was written is taken back by legal means. */
export interface UndoPlan {
  /** In the order in which they must be made. Planning again after any of them gives the rest. */
  readonly writes: readonly UndoWrite[]
  /** What is without effect once `writes` are made, the reversing documents included. */
  readonly closes: readonly string[]
  /** What cannot be taken back, and why: then nothing must be written at all. */
  readonly obstacles: readonly Obstacle[]
}

export interface Obstacle {
  readonly document: HeldDocument
  readonly why: string
}

const UNDO = ':undo'

/** The reference of the document that takes back another. */
export const undoReference = (reference: string): string => `${reference}${UNDO}`

const isReversal = (held: HeldDocument): boolean => held.reference.endsWith(UNDO)

/**
 * Plans an undo. Pure. What may be cancelled is cancelled, the newest first; what is booked for good is reversed by its
 * counterpart: a credit note for what is left of an invoice, a refund payment for a payment, a return for a delivery, a journal
 * with the signs changed. What stays and sums to nothing (an offset of two documents that stay) is left alone.
 */
export function planUndo(input: UndoInput): UndoPlan {
  const issued = input.held.filter((held) => held.state === 'issued')
  const originals = issued.filter((held) => !isReversal(held))
  const kept = keptDocuments(originals, input)
  const cancels = inOrder(originals.filter((held) => !kept.includes(held)))
  const book = newBook(kept, issued.filter(isReversal), input)
  for (const held of kept) reverseSale(book, held)
  for (const held of kept) if (isStockDocument(held.document)) returnGoods(book, held, held.document)
  for (const held of kept) if (held.kind === 'payment') returnMoney(book, held)
  for (const held of kept) if (held.kind === 'refund-payment') takeMoney(book, held)
  for (const held of kept) if (isJournal(held.document)) turnJournal(book, held, held.document)
  if (input.capabilities.offsets === 'journal') for (const held of kept) if (held.kind === 'invoice') offset(book, held)
  return {
    writes: [
      ...cancels.map((held): UndoWrite => ({ action: 'cancel', held })),
      ...book.creates.map((document): UndoWrite => ({ action: 'create', document })),
    ],
    closes: [...issued.map((held) => held.reference), ...book.creates.map((document) => document.reference)],
    obstacles: book.obstacles,
  }
}

// What names others goes first; money that was set aside for an order rests on its invoice too, though it is older than that.
const ORDER: readonly DocumentKind[] = [
  'journal',
  'refund-payment',
  'payment',
  'delivery-return',
  'credit-note',
  'invoice',
  'delivery',
  'sales-order',
]

const inOrder = (held: readonly HeldDocument[]): HeldDocument[] =>
  held.toReversed().toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))

/** What must stay: it cannot be cancelled itself, or something that stays rests on it. */
function keptDocuments(originals: readonly HeldDocument[], { capabilities, uncancellable }: UndoInput): HeldDocument[] {
  const kept = new Set(
    originals.filter((held) => !capabilities.cancels.includes(held.kind) || uncancellable?.has(held.reference)),
  )
  // From the newest back: a document names only what was written before it.
  for (const held of originals.toReversed()) {
    if (!kept.has(held)) continue
    const named = namedBy(held.document)
    for (const earlier of originals) if (named.includes(earlier.reference)) kept.add(earlier)
  }
  return originals.filter((held) => kept.has(held))
}

function namedBy(document: TargetDocument): (string | null)[] {
  if (isPaymentDocument(document)) return document.allocations.map(({ reference }) => reference)
  return isJournal(document) ? document.lines.map((line) => line.settles) : [document.basedOn]
}

interface Refunded {
  readonly amount: Decimal
  readonly rounding: Decimal
}

interface Book {
  readonly input: UndoInput
  readonly kept: readonly HeldDocument[]
  /** What an undo that broke off has written already. */
  readonly done: readonly HeldDocument[]
  readonly creates: TargetDocument[]
  readonly obstacles: Obstacle[]
  /** What kept refund payments have given back by gateway, and no payment is charged with yet. */
  readonly refunded: Map<string, Refunded>
}

const NOTHING: Refunded = { amount: ZERO, rounding: ZERO }

const newBook = (kept: readonly HeldDocument[], done: readonly HeldDocument[], input: UndoInput): Book => {
  const refunded = new Map<string, Refunded>()
  for (const { kind, document } of kept) {
    if (kind !== 'refund-payment' || !isPaymentDocument(document)) continue
    const known = refunded.get(document.gateway) ?? NOTHING
    const rounding = add(known.rounding, document.rounding)
    refunded.set(document.gateway, { amount: add(known.amount, document.amount), rounding })
  }
  return { input, kept, done, creates: [], obstacles: [], refunded }
}

const obstacle = (book: Book, document: HeldDocument, why: string): void => void book.obstacles.push({ document, why })

/** Plans the reversing document of `held`, unless an earlier undo wrote it. */
function reverse<D extends TargetDocument>(
  book: Book,
  held: HeldDocument,
  fields: Omit<D, 'reference' | 'date'>,
): void {
  const reference = undoReference(held.reference)
  if (book.done.some((document) => document.reference === reference)) return
  const { kind } = fields as D
  if (!book.input.capabilities.kinds.includes(kind)) return obstacle(book, held, `the target takes no ${kind}.`)
  book.creates.push({ ...fields, reference, date: book.input.today } as unknown as D)
}

const creditsOf = ({ kept }: Book, invoice: HeldDocument): SalesDocument[] =>
  kept.flatMap(({ kind, document }) =>
    kind === 'credit-note' && isSalesDocument(document) && document.basedOn === invoice.reference ? [document] : [],
  )

/** An invoice is credited as far as it is not; what gave back without an invoice that stays, is invoiced. */
function reverseSale(book: Book, held: HeldDocument): void {
  const { document, kind } = held
  if (!isSalesDocument(document) || kind === 'sales-order') return
  if (kind === 'invoice' && !isNegative(document.total)) return creditInvoice(book, held, document)
  const credited = book.kept.some((other) => other.kind === 'invoice' && other.reference === document.basedOn)
  if (kind === 'credit-note' && credited) return
  writeSale(book, held, 'invoice', kind === 'invoice' ? turned(document) : document, null)
}

function creditInvoice(book: Book, held: HeldDocument, invoice: SalesDocument): void {
  const credits = creditsOf(book, held)
  const left = { ...invoice, ...remainder(invoice, credits, book.input.capabilities) }
  if (left.rows.length === 0) return
  // More was given back than was invoiced.
  if (isNegative(left.total)) return writeSale(book, held, 'invoice', turned(left), null)
  const { kinds, negativeInvoices, credits: may } = book.input.capabilities
  const linked = may.perInvoice === 'many' || credits.length === 0
  const part = credits.length > 0 && !may.partial
  if (kinds.includes('credit-note') && !part && (linked || may.withoutInvoice)) {
    return writeSale(book, held, 'credit-note', left, linked ? held.reference : null)
  }
  if (negativeInvoices) return writeSale(book, held, 'invoice', turned(left), null)
  obstacle(book, held, 'a part of it is credited already, and the target takes no second credit note.')
}

const MAY_BE_NEGATIVE: ReadonlySet<RowRole> = new Set(['discount', 'rounding', 'adjustment'])

function writeSale(
  book: Book,
  held: HeldDocument,
  kind: 'invoice' | 'credit-note',
  sale: SalesDocument,
  basedOn: string | null,
): void {
  const below = isNegative(sale.total) ? [] : sale.rows.filter((row) => isNegative(row.net) || isNegative(row.gross))
  if (below.some((row) => !book.input.capabilities.negativeRows || !MAY_BE_NEGATIVE.has(row.role))) {
    return obstacle(book, held, 'what is left of it has rows that lower its total, and the target takes none.')
  }
  reverse<SalesDocument>(book, held, { ...sale, kind, basedOn, dueOn: null, cause: 'undo', remarks: null })
}

/** What has not come back yet, comes back; what came back to another place is sent from there, and comes back to where it was. */
function returnGoods(book: Book, held: HeldDocument, delivery: StockDocument): void {
  if (held.kind !== 'delivery') return sendAgain(book, held, delivery)
  const home = new Map(delivery.rows.map((row) => [row.id, row.locationExternalId]))
  const returns = book.kept.flatMap(({ kind, reference, document }) =>
    kind === 'delivery-return' && isStockDocument(document) && document.basedOn === held.reference
      ? [{ reference, document }]
      : [],
  )
  for (const { reference, document } of returns) {
    const moved = document.rows.filter((row) => home.get(row.id) !== row.locationExternalId)
    if (moved.length === 0) continue
    reverse<StockDocument>(book, { ...held, reference }, { ...delivery, rows: moved })
    const rows = moved.map((row) => ({ ...row, locationExternalId: home.get(row.id) ?? null }))
    const basedOn = undoReference(reference)
    reverse<StockDocument>(
      book,
      { ...held, reference: `${reference}:home` },
      { ...delivery, kind: 'delivery-return', rows, basedOn },
    )
  }
  const returned = returns.flatMap(({ document }) => document.rows)
  const rows = delivery.rows.flatMap((row) => {
    const back = returned.filter((other) => other.id === row.id)
    const quantity = subtract(row.quantity, sum(back.map((other) => other.quantity)))
    const net = subtract(row.net, sum(back.map((other) => other.net)))
    return isPositive(quantity) ? [{ ...row, quantity, net }] : []
  })
  if (rows.length > 0) {
    reverse<StockDocument>(book, held, { ...delivery, kind: 'delivery-return', rows, basedOn: held.reference })
  }
}

/** What came back of a delivery that the target's own people made, and that therefore stands, leaves again. */
function sendAgain(book: Book, held: HeldDocument, back: StockDocument): void {
  if (book.kept.some(({ kind, reference }) => kind === 'delivery' && reference === back.basedOn)) return
  reverse<StockDocument>(book, held, { ...back, kind: 'delivery', basedOn: null })
}

function returnMoney(book: Book, held: HeldDocument): void {
  const payment = held.document
  if (!isPaymentDocument(payment)) return
  const earlier = book.refunded.get(payment.gateway) ?? NOTHING
  const amount = subtract(payment.amount, earlier.amount)
  const rounding = subtract(payment.rounding, earlier.rounding)
  const rest = { amount: negate(amount), rounding: negate(rounding) }
  book.refunded.set(payment.gateway, isPositive(amount) ? NOTHING : rest)
  if (!isPositive(amount)) return
  reverse<PaymentDocument>(book, held, {
    ...payment,
    kind: 'refund-payment',
    amount,
    rounding,
    allocations: allocationsOf(book, payment, subtract(amount, rounding)),
  })
}

/** More was paid back through a gateway than had come in. */
function takeMoney(book: Book, held: HeldDocument): void {
  const refund = held.document
  const rest = isPaymentDocument(refund) ? (book.refunded.get(refund.gateway) ?? NOTHING) : NOTHING
  if (!isPaymentDocument(refund) || (isZero(rest.amount) && isZero(rest.rounding))) return
  book.refunded.set(refund.gateway, NOTHING)
  if (isZero(rest.amount)) return obstacle(book, held, 'cash rounding is left that belongs to no payment.')
  reverse<PaymentDocument>(book, held, { ...refund, kind: 'payment', ...rest, allocations: [] })
}

/** The money goes against what gives back the invoices that it paid, as far as that is open. */
function allocationsOf(book: Book, payment: PaymentDocument, amount: Decimal): PaymentDocument['allocations'] {
  let left = amount
  return payment.allocations.flatMap((allocation) => {
    const invoice = invoiceOf(book, allocation.reference)
    if (invoice === undefined) return []
    const open = subtract(
      openCredit(book, invoice),
      settledOn(book, undoReference(invoice.reference), 'refund-payment'),
    )
    const part = minimum(minimum(left, allocation.amount), open)
    if (!isPositive(part)) return []
    left = subtract(left, part)
    return [{ reference: undoReference(invoice.reference), amount: part }]
  })
}

/** The kept invoice that a payment names, or that took the money set aside for its order. */
const invoiceOf = ({ kept }: Book, reference: string): HeldDocument | undefined =>
  kept.find(({ kind, document, ...held }) => {
    if (kind !== 'invoice' || !isSalesDocument(document)) return false
    return held.reference === reference || document.basedOn === reference
  })

/** What the document that gives back an invoice has to give, before any refund payment. */
function openCredit(book: Book, invoice: HeldDocument): Decimal {
  const credit = documentsAfter(book).find((document) => document.reference === undoReference(invoice.reference))
  if (credit === undefined || !isSalesDocument(credit)) return ZERO
  // What was credited beyond the invoice is invoiced, and has nothing to give.
  if (credit.kind === 'invoice' && !isNegative(credit.total)) return ZERO
  const total = absolute(credit.total)
  // A target that offsets by itself has set it against what was still open of the invoice.
  const taken = book.input.capabilities.offsets === 'itself' && credit.basedOn !== null
  return taken ? subtract(total, minimum(total, maximum(ZERO, openInvoice(book, invoice)))) : total
}

/** What is open on a kept invoice. */
function openInvoice(book: Book, invoice: HeldDocument): Decimal {
  if (!isSalesDocument(invoice.document)) return ZERO
  const named = [invoice.reference, ...(invoice.document.basedOn === null ? [] : [invoice.document.basedOn])]
  const paid = sum(named.map((reference) => settledOn(book, reference, 'payment')))
  const itself = book.input.capabilities.offsets === 'itself'
  const credits = itself
    ? creditsOf(book, invoice).map((credit) =>
        subtract(credit.total, settledOn(book, credit.reference, 'refund-payment')),
      )
    : []
  return subtract(invoice.document.total, add(paid, ...credits))
}

const documentsAfter = (book: Book): readonly TargetDocument[] => [
  ...book.done.map((held) => held.document),
  ...book.creates,
]

function turnJournal(book: Book, held: HeldDocument, journal: JournalDocument): void {
  // Between two documents that stay; turned round it would only open both again.
  if (journal.purpose === 'offset') return
  reverse<JournalDocument>(book, held, {
    ...journal,
    lines: journal.lines.map((line) => ({ ...line, amount: negate(line.amount), settles: null })),
  })
}

/** What is open on an invoice whose payments were taken back, set off against what is open on its credit note. */
function offset(book: Book, held: HeldDocument): void {
  const invoice = held.document
  const reference = undoReference(held.reference)
  const credit = documentsAfter(book).find((document) => document.reference === reference)
  if (!isSalesDocument(invoice) || credit === undefined || !isSalesDocument(credit)) return
  const left = subtract(openCredit(book, held), settledOn(book, reference, 'refund-payment'))
  const amount = minimum(openInvoice(book, held), left)
  if (!isPositive(amount)) return
  const line = { ledger: { kind: 'receivable' }, party: invoice.party, memo: null } as const
  reverse<JournalDocument>(
    book,
    { ...held, reference: `${held.reference}:offset` },
    {
      kind: 'journal',
      purpose: 'offset',
      orderName: invoice.orderName,
      currency: invoice.currency,
      lines: [
        { ...line, id: 'invoice', amount: negate(amount), settles: held.reference },
        { ...line, id: 'credit', amount, settles: reference },
      ],
      remarks: null,
    },
  )
}

/** What payments of a kind and journals, those that stay and those that are written now, have settled on a document. */
function settledOn(book: Book, reference: string, kind: 'payment' | 'refund-payment'): Decimal {
  const documents = [...book.kept.map((held) => held.document), ...documentsAfter(book)]
  return sum(
    documents.flatMap((document) => {
      if (isPaymentDocument(document) && document.kind === kind) {
        return document.allocations.filter((part) => part.reference === reference).map((part) => part.amount)
      }
      if (!isJournal(document)) return []
      const lines = document.lines.filter((line) => line.settles === reference)
      return lines.map((line) => (kind === 'refund-payment' ? line.amount : negate(line.amount)))
    }),
  )
}
