import type { Write } from '#books/plan'
import { add, compare, type Decimal, isPositive, isZero, minimum, negate, subtract, ZERO } from '#lib/decimal'
import type { Capabilities } from '#model/capabilities'
import { isSalesDocument, type TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { type Books, emptyBooks, post, type Posting, postingsOf, stockMovesOf } from './ledger-books.ts'
import { checkSales } from './ledger-credits.ts'
import { LedgerRefusal, refuseUnless } from './ledger-refusal.ts'
import { issuedEntry, type LedgerEntry, type LedgerState } from './ledger-state.ts'
import { checkStock } from './ledger-stock.ts'

/** The plainest exact target: it takes documents, refuses what its capabilities do not allow, and keeps books. */
export interface LedgerTarget {
  readonly capabilities: Capabilities
  readonly books: Books
  readonly entries: readonly LedgerEntry[]
  /** As the engine would know them: everything ever written, cancelled ones too. */
  held(): readonly HeldDocument[]
  /**
   * Makes one change.
   *
   * @throws {LedgerRefusal} when the target would refuse it; nothing has changed then.
   */
  carryOut(write: Write): void
  /** The day that it is, `YYYY-MM-DD`, and the last one that is closed. */
  setDay(today: string, closedUntil?: string | null): void
}

export function createLedger(capabilities: Capabilities): LedgerTarget {
  const state: LedgerState = {
    capabilities,
    books: emptyBooks(),
    entries: [],
    today: '9999-12-31',
    closedUntil: null,
  }
  return {
    capabilities,
    books: state.books,
    entries: state.entries,
    held: () => state.entries.map((entry) => entry.held),
    setDay(today, closedUntil = null) {
      state.today = today
      state.closedUntil = closedUntil
    },
    carryOut(write) {
      if (write.action === 'create') create(state, write.document)
      else if (write.action === 'cancel') cancel(state, write.held)
      else closeOrder(state, write.reference)
    },
  }
}

function create(state: LedgerState, document: TargetDocument): void {
  checkAny(state, document)
  if (isSalesDocument(document)) checkSales(state, document)
  else if (document.kind === 'delivery' || document.kind === 'delivery-return') checkStock(state, document)
  const settled = settlementsOf(state, document)
  const postings = postingsOf(document)
  const entry: LedgerEntry = {
    held: {
      kind: document.kind,
      reference: document.reference,
      externalId: `L-${state.entries.length + 1}`,
      state: 'issued',
      document,
      rowIds: 'rows' in document ? Object.fromEntries(document.rows.map((row, index) => [row.id, String(index)])) : {},
    },
    postings,
    moves: stockMovesOf(document),
    open: openOf(postings),
    reserved: ZERO,
    settled: [],
  }
  state.entries.push(entry)
  post(state.books, postings, entry.moves, 'forward')
  for (const { reference, amount } of settled) settle(state, entry, reference, amount)
  if (document.kind === 'invoice') takeAdvances(state, entry)
  if (state.capabilities.offsets === 'itself') offsetItself(state, entry)
}

const openOf = (postings: readonly Posting[]): Decimal =>
  add(...postings.filter(({ account }) => account.startsWith('receivable:')).map(({ amount }) => amount))

function checkAny(state: LedgerState, document: TargetDocument): void {
  const { capabilities } = state
  refuseUnless(capabilities.kinds.includes(document.kind), document, `documents of kind ${document.kind} are not held`)
  const base = 'basedOn' in document && document.basedOn !== null ? issuedEntry(state, document.basedOn) : undefined
  refuseUnless(base?.held.closed !== true, document, `${base?.held.reference} is closed`)
  const known = state.entries.some((entry) => entry.held.reference === document.reference)
  refuseUnless(!known, document, 'the reference exists')
  refuseUnless(/^\d{4}-\d\d-\d\d$/.test(document.date), document, `the date ${document.date} is none`)
  refuseUnless(document.date <= state.today, document, `the date ${document.date} lies ahead of ${state.today}`)
  refuseUnless(
    capabilities.backDating || document.date >= state.today,
    document,
    `${document.date} lies before ${state.today}`,
  )
  refuseUnless(
    state.closedUntil === null || document.date > state.closedUntil,
    document,
    `${document.date} is in a closed period (until ${state.closedUntil})`,
  )
}

interface Settlement {
  readonly reference: string
  /** Signed as the ledger sees it: what is added to the open amount of the named document. */
  readonly amount: Decimal
}

/** What the document takes from the open amounts of others; refused when more than is open. */
function settlementsOf(state: LedgerState, document: TargetDocument): Settlement[] {
  if (document.kind === 'payment' || document.kind === 'refund-payment') {
    const given = add(...document.allocations.map((allocation) => allocation.amount))
    const worth = subtract(document.amount, document.rounding)
    refuseUnless(compare(given, worth) <= 0, document, `allocates ${given} of ${worth}`)
    return document.allocations.map(({ reference, amount }) => {
      refuseUnless(isPositive(amount), document, `allocates ${amount} to ${reference}`)
      const named = issuedEntry(state, reference)
      if (named === undefined) throw new LedgerRefusal(document, `names ${reference}, which is not issued`)
      checkNamed(document, named, amount)
      return { reference, amount: document.kind === 'payment' ? negate(amount) : amount }
    })
  }
  if (document.kind !== 'journal') return []
  return document.lines.flatMap(({ ledger, settles, amount }) => {
    if (ledger.kind !== 'receivable' || settles === null) return []
    const named = issuedEntry(state, settles)
    if (named === undefined) throw new LedgerRefusal(document, `settles ${settles}, which is not issued`)
    checkOpen(document, named, amount)
    return [{ reference: settles, amount }]
  })
}

function checkNamed(document: TargetDocument, named: LedgerEntry, amount: Decimal): void {
  const { kind } = named.held
  const allowed =
    document.kind === 'payment'
      ? kind === 'invoice' || kind === 'sales-order'
      : kind === 'credit-note' || (kind === 'invoice' && named.open.startsWith('-'))
  refuseUnless(allowed, document, `a ${document.kind} cannot pay a ${kind}`)
  refuseUnless(
    named.held.document.currency === document.currency,
    document,
    `${named.held.reference} has another currency`,
  )
  if (kind === 'sales-order' && isSalesDocument(named.held.document)) {
    const left = subtract(named.held.document.total, named.reserved)
    return refuseUnless(compare(amount, left) <= 0, document, `sets ${amount} aside for an order with ${left} left`)
  }
  checkOpen(document, named, document.kind === 'payment' ? negate(amount) : amount)
}

/** `change` must lead towards zero and not beyond. */
function checkOpen(document: TargetDocument, { open, held }: LedgerEntry, change: Decimal): void {
  const left = add(open, change)
  const towards = isZero(change) || open.startsWith('-') !== change.startsWith('-')
  const beyond = !isZero(left) && left.startsWith('-') !== open.startsWith('-')
  refuseUnless(
    towards && !beyond && !(isZero(open) && !isZero(change)),
    document,
    `takes ${change} from ${held.reference}, of which ${open} is open`,
  )
}

function settle(state: LedgerState, entry: LedgerEntry, reference: string, change: Decimal): void {
  const named = issuedEntry(state, reference)
  if (named === undefined) return
  if (named.held.kind === 'sales-order') named.reserved = subtract(named.reserved, change)
  else {
    checkOpen(entry.held.document, named, change)
    named.open = add(named.open, change)
    entry.open = subtract(entry.open, change)
  }
  entry.settled.push({ reference, amount: change })
}

/** What was set aside for an order pays its invoice as soon as there is one. */
function takeAdvances(state: LedgerState, invoice: LedgerEntry): void {
  const { document } = invoice.held
  const order = 'basedOn' in document && document.basedOn !== null ? issuedEntry(state, document.basedOn) : undefined
  if (order?.held.kind !== 'sales-order') return
  for (const payment of state.entries) {
    const aside = payment.settled.find(({ reference }) => reference === order.held.reference)
    if (payment.held.state !== 'issued' || aside === undefined || !isPositive(invoice.open)) continue
    const part = minimum(minimum(negate(aside.amount), negate(payment.open)), invoice.open)
    if (!isPositive(part)) continue
    order.reserved = subtract(order.reserved, part)
    aside.amount = add(aside.amount, part)
    settle(state, payment, invoice.held.reference, negate(part))
  }
}

/** A target that sets a credit note off against its invoice, as far as that is still open, when it is written. */
function offsetItself(state: LedgerState, entry: LedgerEntry): void {
  const { document } = entry.held
  if (!isSalesDocument(document) || document.kind === 'sales-order' || document.basedOn === null) return
  if (!entry.open.startsWith('-')) return
  const invoice = issuedEntry(state, document.basedOn)
  if (invoice === undefined || invoice.held.kind !== 'invoice' || !isPositive(invoice.open)) return
  const part = minimum(invoice.open, negate(entry.open))
  settle(state, entry, invoice.held.reference, negate(part))
}

function cancel(state: LedgerState, held: HeldDocument): void {
  const entry = state.entries.find((one) => one.held.reference === held.reference)
  if (entry === undefined) throw new LedgerRefusal(held.document, 'is not there to be cancelled')
  if (entry.held.state === 'cancelled') return
  const { document, reference, kind } = entry.held
  refuseUnless(state.capabilities.cancels.includes(kind), document, `an issued ${kind} cannot be cancelled`)
  // What books nothing may be taken back at any time.
  refuseUnless(
    kind === 'sales-order' || state.closedUntil === null || document.date > state.closedUntil,
    document,
    `cancelled in a closed period (until ${state.closedUntil})`,
  )
  const dependent = state.entries.find((one) => one.held.state === 'issued' && namesOf(one).includes(reference))
  refuseUnless(dependent === undefined, document, `${dependent?.held.reference} rests on it`)
  for (const { reference: other, amount } of entry.settled) {
    const named = issuedEntry(state, other)
    if (named === undefined) continue
    if (named.held.kind === 'sales-order') named.reserved = add(named.reserved, amount)
    else named.open = subtract(named.open, amount)
  }
  entry.open = ZERO
  post(state.books, entry.postings, entry.moves, 'back')
  entry.held = { ...entry.held, state: 'cancelled' }
}

function closeOrder(state: LedgerState, reference: string): void {
  const entry = issuedEntry(state, reference)
  if (entry === undefined) throw new RangeError(`${reference} is not there to be closed`)
  const { document, kind } = entry.held
  refuseUnless(state.capabilities.closesOrders && kind === 'sales-order', document, `a ${kind} cannot be closed`)
  entry.held = { ...entry.held, closed: true }
}

function namesOf({ held, settled }: LedgerEntry): string[] {
  const { document } = held
  const based = 'basedOn' in document && document.basedOn !== null ? [document.basedOn] : []
  return [...based, ...settled.map(({ reference }) => reference)]
}
