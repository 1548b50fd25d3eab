import { type Decimal, isZero, negate, subtract, sum, ZERO } from '#lib/decimal'
import { isJournal, type JournalDocument, type JournalLine, type Ledger } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Payout, PayoutCategory, PayoutTransaction } from '#model/payout'
import type { Match } from './match.ts'

/** On which ledger a category is booked. Buyers' money is on the clearing account, unless it is nobody's. */
const LEDGERS = {
  charge: 'clearing',
  refund: 'clearing',
  'refund-failure': 'clearing',
  'charge-failure': 'other',
  dispute: 'dispute',
  'dispute-reversal': 'dispute',
  fee: 'fee',
  'fee-tax': 'fee-tax',
  tax: 'tax',
  'reserve-hold': 'reserve',
  'reserve-release': 'reserve',
  advance: 'advance',
  'advance-repayment': 'advance',
  adjustment: 'adjustment',
  credit: 'credit',
  billing: 'billing',
  'shipping-label': 'shipping-label',
  transfer: 'transfer',
  topup: 'transfer',
  payout: 'returned-payout',
  'payout-reversal': 'returned-payout',
  exchange: 'exchange',
  donation: 'donation',
  'card-spending': 'card-spending',
  unknown: 'other',
} as const satisfies Record<PayoutCategory, string>

/** Money that left for the bank and came back waits here for the payout that sends it again. */
const RETURNED = 'returned-payout'

export interface JournalInput {
  readonly payout: Payout
  /** The rows that make up the payout, with the category by which they are booked. */
  readonly rows: readonly PayoutTransaction[]
  readonly matches: ReadonlyMap<string, Match>
  /** Rows that nobody can explain; each has a line of its own. */
  readonly unexplained: ReadonlySet<string>
}

interface Part {
  readonly id: string
  readonly ledger: Ledger
  readonly amount: Decimal
  /** For the line's memo, e.g. `charge`. */
  readonly what: string
}

/** Everything that the books should say about a payout, one line per ledger; sums to zero. */
export function linesOf({ payout, rows, matches, unexplained }: JournalInput): JournalLine[] {
  const cameBack = payout.status === 'failed' || payout.status === 'cancelled'
  const parts = rows.flatMap((row) => partsOf(row, payout, matches.get(row.externalId), unexplained))
  const bank: Part = {
    ...category(cameBack ? RETURNED : 'bank', payout.net),
    what: payout.bankReference ?? payout.externalId,
  }
  return gather([bank, ...parts])
}

function partsOf(
  row: PayoutTransaction,
  payout: Payout,
  match: Match | undefined,
  unexplained: ReadonlySet<string>,
): Part[] {
  const named = { what: row.category }
  const vat = row.feeTax
  const fee = subtract(subtract(row.fee, vat), row.withheldTax)
  return [
    ...amountParts(row, payout, match, unexplained).map((part) => ({ ...named, ...part })),
    { ...category('fee', fee), what: `fee of ${row.category}` },
    { ...category('fee-tax', vat), what: `tax on the fee of ${row.category}` },
    { ...category('tax', row.withheldTax), what: `withheld from ${row.category}` },
  ]
}

/** The credit side of a row: what leaves the ledger where it waited. */
function amountParts(
  row: PayoutTransaction,
  payout: Payout,
  match: Match | undefined,
  unexplained: ReadonlySet<string>,
): Omit<Part, 'what'>[] {
  const amount = negate(row.amount)
  if (unexplained.has(row.externalId)) {
    return [{ id: `other:${row.externalId}`, ledger: { kind: 'category', category: 'other' }, amount }]
  }
  if (match?.kind === 'booked') {
    return [
      clearing(match.gateway, negate(match.booked)),
      category('exchange', negate(subtract(row.amount, match.booked))),
    ]
  }
  if (match?.kind === 'to-book') return [clearing(match.document.gateway, amount)]
  if (match?.kind === 'void') return [clearing(match.gateway, amount)]
  const ledger = LEDGERS[row.category]
  return [ledger === 'clearing' ? clearing(payout.gateway, amount) : category(ledger, amount)]
}

const clearing = (gateway: string, amount: Decimal): Omit<Part, 'what'> => ({
  id: `clearing:${gateway}`,
  ledger: { kind: 'clearing', gateway },
  amount,
})

const category = (name: string, amount: Decimal): Omit<Part, 'what'> => ({
  id: name,
  ledger: { kind: 'category', category: name },
  amount,
})

/** One line per id, in the order of their first part, without those that come to nothing. */
function gather(parts: readonly Part[]): JournalLine[] {
  const counted = parts.filter((part) => !isZero(part.amount))
  return [...Map.groupBy(counted, (part) => part.id)].flatMap(([id, group]) => {
    const [first] = group
    const amount = sum(group.map((part) => part.amount))
    return first === undefined || isZero(amount) ? [] : [journalLine(id, first.ledger, amount, memoOf(group))]
  })
}

const journalLine = (id: string, ledger: Ledger, amount: Decimal, memo: string | null): JournalLine => ({
  id,
  ledger,
  amount,
  party: null,
  settles: null,
  memo,
})

const memoOf = (group: readonly Part[]): string =>
  [...Map.groupBy(group, (part) => part.what)]
    .map(([what, found]) => (found.length === 1 ? what : `${found.length} × ${what}`))
    .join(', ')
    .slice(0, 140)

/** What is missing from the journals that are there: the lines that bring their sum to `wanted`. Empty = nothing is missing. */
export function missingLines(wanted: readonly JournalLine[], held: readonly HeldDocument[]): JournalLine[] {
  const before = held.flatMap(({ state, document }) =>
    state === 'issued' && isJournal(document) ? document.lines : [],
  )
  const all = new Map([...before, ...wanted].map((line) => [line.id, line]))
  return [...all.values()].flatMap((line) => {
    const had = sum(before.flatMap((one) => (one.id === line.id ? [one.amount] : [])))
    const wants = wanted.find((one) => one.id === line.id)?.amount ?? ZERO
    const missing = subtract(wants, had)
    return isZero(missing) ? [] : [{ ...line, amount: missing }]
  })
}

export interface JournalHead {
  readonly payout: Payout
  readonly scope: string
  readonly held: readonly HeldDocument[]
  readonly date: string
  readonly happenedOn?: string
}

/** The next journal of the payout, with a reference that no earlier one has. */
export function journalOf(
  { payout, scope, held, ...dates }: JournalHead,
  lines: readonly JournalLine[],
): JournalDocument {
  const base = `${scope}:journal:payout-${payout.externalId}`
  const earlier = held.filter((document) => document.kind === 'journal').length
  return {
    kind: 'journal',
    purpose: 'payout',
    reference: earlier === 0 ? base : `${base}#${earlier + 1}`,
    orderName: payout.name,
    ...dates,
    currency: payout.currency,
    lines,
    remarks: [`${payout.provider} ${payout.externalId}`, payout.bankReference].filter(Boolean).join(', '),
  }
}
