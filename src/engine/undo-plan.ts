import { add, type Decimal, isPositive, isZero, minimum, negate, subtract, sum, ZERO } from '#lib/decimal'
import type { Write } from '#books/plan'
import type { Capabilities } from '#model/capabilities'
import {
  isJournal,
  isPaymentDocument,
  isSalesDocument,
  isStockDocument,
  type JournalDocument,
  type PaymentDocument,
  type SalesDocument,
  type StockDocument,
  type TargetDocument,
} from '#model/documents'
import type { HeldDocument } from '#model/held'
import { remainder } from './undo-remainder.ts'

export interface UndoInput {
  /** Everything that was written for the record, in the order in which it was written. */
  readonly held: readonly HeldDocument[]
  readonly capabilities: Capabilities
  /** The date of documents that reverse others: a day on which the books are open, `YYYY-MM-DD`. */
  readonly today: string
  /** Issued documents that the target has refused to cancel, e.g. in a closed period, by reference. */
  readonly uncancellable?: ReadonlySet<string>
}

/** How everything that was written is taken back by legal means. */
export interface UndoPlan {
  /** In the order in which they must be made. Planning again after any of them gives the rest. */
  readonly writes: readonly Write[]
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
 * with the signs changed.
 */
export function planUndo(input: UndoInput): UndoPlan {
  const issued = input.held.filter((held) => held.state === 'issued')
  const originals = issued.filter((held) => !isReversal(held))
  const kept = keptDocuments(originals, input)
  const cancels = originals.toReversed().filter((held) => !kept.includes(held))
  const book = newBook(kept, issued.filter(isReversal), input)
  for (const held of kept) if (held.kind === 'invoice') creditInvoice(book, held)
  for (const held of kept) if (held.kind === 'credit-note' && !isOfInvoice(book, held)) obstacle(book, held, ALONE)
  for (const held of kept) if (isStockDocument(held.document)) returnGoods(book, held, held.document)
  for (const held of kept) if (held.kind === 'payment') returnMoney(book, held)
  for (const held of kept) if (isJournal(held.document)) turnJournal(book, held, held.document)
  if (input.capabilities.offsets === 'journal') for (const held of kept) if (held.kind === 'invoice') offset(book, held)
  return {
    writes: [
      ...cancels.map((held): Write => ({ action: 'cancel', held })),
      ...book.creates.map((document): Write => ({ action: 'create', document })),
    ],
    closes: [...issued.map((held) => held.reference), ...book.creates.map((document) => document.reference)],
    obstacles: book.obstacles,
  }
}

const ALONE = 'it stands alone and can neither be cancelled nor be set against an invoice.'

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

interface Book {
  readonly input: UndoInput
  readonly kept: readonly HeldDocument[]
  /** What an undo that broke off has written already. */
  readonly done: readonly HeldDocument[]
  readonly creates: TargetDocument[]
  readonly obstacles: Obstacle[]
  /** What kept refund payments have given back by gateway, and no payment is charged with yet. */
  readonly refunded: Map<string, Decimal>
}

const newBook = (kept: readonly HeldDocument[], done: readonly HeldDocument[], input: UndoInput): Book => {
  const refunded = new Map<string, Decimal>()
  for (const { kind, document } of kept) {
    if (kind !== 'refund-payment' || !isPaymentDocument(document)) continue
    refunded.set(document.gateway, add(refunded.get(document.gateway) ?? ZERO, document.amount))
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

const isOfInvoice = ({ kept }: Book, { document }: HeldDocument): boolean =>
  isSalesDocument(document) && kept.some((held) => held.kind === 'invoice' && held.reference === document.basedOn)

const creditsOf = ({ kept }: Book, invoice: HeldDocument): SalesDocument[] =>
  kept.flatMap(({ kind, document }) =>
    kind === 'credit-note' && isSalesDocument(document) && document.basedOn === invoice.reference ? [document] : [],
  )

function creditInvoice(book: Book, held: HeldDocument): void {
  const invoice = held.document
  if (!isSalesDocument(invoice)) return
  const credits = creditsOf(book, held)
  const left = remainder(invoice, credits)
  if (left.rows.length === 0) return
  const { perInvoice, partial } = book.input.capabilities.credits
  if (credits.length > 0 && (perInvoice === 'one' || !partial)) {
    return obstacle(book, held, 'a part of it is credited already, and the target takes no second credit note.')
  }
  reverse<SalesDocument>(book, held, {
    ...invoice,
    ...left,
    kind: 'credit-note',
    basedOn: held.reference,
    dueOn: null,
    cause: 'undo',
    remarks: null,
  })
}

function returnGoods(book: Book, held: HeldDocument, delivery: StockDocument): void {
  if (held.kind !== 'delivery') return
  const returned = book.kept.flatMap(({ kind, document }) =>
    kind === 'delivery-return' && isStockDocument(document) && document.basedOn === held.reference ? document.rows : [],
  )
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

function returnMoney(book: Book, held: HeldDocument): void {
  const payment = held.document
  if (!isPaymentDocument(payment)) return
  const back = minimum(payment.amount, book.refunded.get(payment.gateway) ?? ZERO)
  book.refunded.set(payment.gateway, subtract(book.refunded.get(payment.gateway) ?? ZERO, back))
  const amount = subtract(payment.amount, back)
  if (!isPositive(amount)) return
  const rounding = isZero(back) ? payment.rounding : ZERO
  reverse<PaymentDocument>(book, held, {
    ...payment,
    kind: 'refund-payment',
    amount,
    rounding,
    allocations: allocationsOf(book, payment, subtract(amount, rounding)),
  })
}

/** The money goes against the credit notes of the invoices that it paid, as far as they reach. */
function allocationsOf(book: Book, payment: PaymentDocument, amount: Decimal): PaymentDocument['allocations'] {
  let left = amount
  return payment.allocations.flatMap((allocation) => {
    const reference = undoReference(allocation.reference)
    const credit = documentsAfter(book).find((document) => document.reference === reference)
    if (credit === undefined || !isSalesDocument(credit)) return []
    const part = minimum(minimum(left, allocation.amount), credit.total)
    left = subtract(left, part)
    return isPositive(part) ? [{ reference, amount: part }] : []
  })
}

const documentsAfter = (book: Book): readonly TargetDocument[] => [
  ...book.done.map((held) => held.document),
  ...book.creates,
]

function turnJournal(book: Book, held: HeldDocument, journal: JournalDocument): void {
  reverse<JournalDocument>(book, held, {
    ...journal,
    lines: journal.lines.map((line) => ({ ...line, amount: negate(line.amount) })),
  })
}

/** What is open on an invoice whose payments were taken back, set off against what is open on its credit note. */
function offset(book: Book, held: HeldDocument): void {
  const invoice = held.document
  const reference = undoReference(held.reference)
  const credit = documentsAfter(book).find((document) => document.reference === reference)
  if (!isSalesDocument(invoice) || credit === undefined || !isSalesDocument(credit)) return
  const open = subtract(invoice.total, settledOn(book, held.reference, 'payment', -1))
  const openCredit = subtract(credit.total, settledOn(book, reference, 'refund-payment', 1))
  const amount = minimum(open, openCredit)
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

/** What kept or new payments and journals have settled on a document; `sign` is that of the journal lines that settle it. */
function settledOn(book: Book, reference: string, kind: 'payment' | 'refund-payment', sign: 1 | -1): Decimal {
  const documents = [...book.kept.map((held) => held.document), ...documentsAfter(book)]
  return sum(
    documents.flatMap((document) => {
      if (isPaymentDocument(document) && document.kind === kind) {
        return document.allocations.filter((part) => part.reference === reference).map((part) => part.amount)
      }
      if (!isJournal(document)) return []
      const lines = document.lines.filter((line) => line.settles === reference)
      return lines.map((line) => (sign === 1 ? line.amount : negate(line.amount)))
    }),
  )
}
