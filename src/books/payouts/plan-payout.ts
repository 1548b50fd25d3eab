import type { Capabilities } from '#model/capabilities'
import type { JournalDocument, JournalLine, PaymentDocument, TargetDocument } from '#model/documents'
import { type Payout, payoutDifferences, payoutRows, type PayoutTransaction } from '#model/payout'
import type { Policies } from '#books/policies'
import type { PayoutFacts } from './facts.ts'
import { journalOf, linesOf, missingLines } from './journal.ts'
import { type Match, type Matching, matchRows } from './match.ts'
import type { PayoutPolicies } from './policies.ts'
import { provePayout, type PayoutProof } from './proof.ts'
import * as reasons from './reasons.ts'
import type { OpenRow, PayoutReason } from './reasons.ts'

export interface PayoutPlanInput {
  readonly payout: Payout
  readonly policies: Pick<Policies, 'closedPeriods' | 'goLiveOn'> & { readonly payouts: PayoutPolicies }
  readonly facts: PayoutFacts
  /** Key of the integration; the first part of every reference. */
  readonly scope: string
  /** The shop's day, for corrections of what was booked before. */
  readonly today: string
  readonly capabilities?: Pick<Capabilities, 'kinds'>
  /** The last day that the target itself has closed. */
  readonly closedUntil?: string | null
}

type Outcome = 'write' | 'unchanged' | 'wait' | 'skip' | 'hold'

/** What the target should hold for a payout, and the writes that get it there. */
export interface PayoutPlan {
  readonly outcome: Outcome
  /** Payments first, the journal last. Stopping after any of them and planning again completes the rest. */
  readonly writes: readonly { readonly action: 'create'; readonly document: PaymentDocument | JournalDocument }[]
  readonly targets: readonly TargetDocument[]
  readonly proof: PayoutProof
  /** Why nothing is written, or what a person has to look at although it was; `null` = all is explained. */
  readonly reason: PayoutReason | null
  /** The orders that the payments among `writes` belong to, by reference. */
  readonly owners: Readonly<Record<string, string>>
  /** Payments in another currency have to be booked before it is known what they moved: plan again after these writes. */
  readonly again: boolean
}

/** Plans one payout. Pure: the same input gives the same plan, and a plan that was carried out gives `unchanged`. */
export function planPayout(input: PayoutPlanInput): PayoutPlan {
  const { payout, policies, facts } = input
  const early = earlyReason(input)
  if (early !== null) return stopped(payout, early.outcome, early.reason)
  const differences = payoutDifferences(payout)
  const rows = rowsOf(payout, policies.payouts)
  // What came back and was sorted anew has no rows of its own any more: nothing of it may stay in the books.
  const isGone = cameBack(payout) && rows.length === 0
  if (differences.length > 0 && !isGone) return stopped(payout, 'hold', reasons.unbalanced(payout, differences))
  const elsewhere = facts.payments.find(({ cleared }) => cleared !== null && cleared.currency !== payout.currency)
  if (elsewhere !== undefined) return stopped(payout, 'hold', reasons.clearingCurrency(payout, elsewhere))
  const matching = matchingOf(input)
  const matches = matchRows(
    matching,
    rows.filter((row) => row.category === 'charge' || row.category === 'refund'),
  )
  const open = openRows(rows, matches, policies.payouts)
  const mustHold = open.filter((one) => policies.payouts[one.why] === 'hold')
  if (mustHold.length > 0) return stopped(payout, 'hold', reasons.openRows(payout, mustHold, false))
  const unexplained = new Set(open.map((one) => one.row.externalId))
  const lines = isGone ? [] : linesOf({ payout, rows, matches, unexplained })
  return written(input, { rows, matches, lines, open })
}

const cameBack = ({ status }: Payout): boolean => status === 'failed' || status === 'cancelled'

/** What decides before the rows are looked at. A payout that was booked is followed whatever the rules say today. */
function earlyReason({ payout, policies, facts, closedUntil }: PayoutPlanInput) {
  const isNew = facts.held.length === 0
  const { bookOn, testPayouts } = policies.payouts
  const reason = (outcome: Outcome, why: PayoutReason) => ({ outcome, reason: why })
  if (payout.test && testPayouts === 'skip') return reason('skip', reasons.testPayout(payout))
  if (isNew && policies.goLiveOn !== null && payout.date < policies.goLiveOn)
    return reason('skip', reasons.beforeGoLive(payout, policies.goLiveOn))
  if (payout.incomplete?.when === 'never') return reason('hold', reasons.notItemised(payout))
  const isDue =
    cameBack(payout) || payout.status === 'paid' || (bookOn === 'in-transit' && payout.status === 'in-transit')
  if (!isDue) return reason('wait', reasons.notPaidYet(payout))
  if (!payout.complete) return reason('wait', reasons.notComplete(payout))
  const until = latest(policies.closedPeriods.until, closedUntil ?? null)
  if (isNew && until !== null && payout.date <= until && policies.closedPeriods.dating === 'hold')
    return reason('hold', reasons.periodClosed(payout, until))
  return null
}

const latest = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a)

/** The rows with what a person says about their kinds. */
const rowsOf = (payout: Payout, { types }: PayoutPolicies): PayoutTransaction[] =>
  payoutRows(payout).map((row) => {
    const said = Object.hasOwn(types, row.type) ? types[row.type] : undefined
    return said === undefined ? row : { ...row, category: said }
  })

function matchingOf(input: PayoutPlanInput): Omit<Matching, 'index'> {
  const { payout, policies, facts, scope } = input
  return { payout, policies: policies.payouts, facts, scope, dated: (day) => dated(input, day) }
}

/** The day itself, or the first open one after a closed period. */
function dated({ policies, closedUntil }: PayoutPlanInput, day: string): { date: string; happenedOn?: string } {
  const until = latest(policies.closedPeriods.until, closedUntil ?? null)
  if (until === null || day > until) return { date: day }
  const next = new Date(`${until}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return { date: next.toISOString().slice(0, 10), happenedOn: day }
}

function openRows(
  rows: readonly PayoutTransaction[],
  matches: ReadonlyMap<string, Match>,
  { unmatched }: PayoutPolicies,
): OpenRow[] {
  return rows.flatMap((row): OpenRow[] => {
    const match = matches.get(row.externalId)
    if (row.category === 'unknown') return [{ row, why: 'unknown', reason: `kind "${row.type}"`, suggestion: null }]
    if (row.category === 'charge-failure')
      return [{ row, why: 'unmatched', reason: 'a payment was taken back after it had been made', suggestion: null }]
    if (match?.kind !== 'none' || unmatched === 'clearing') return []
    return [{ row, why: 'unmatched', reason: match.reason, suggestion: match.suggestion }]
  })
}

interface Found {
  readonly rows: readonly PayoutTransaction[]
  readonly matches: ReadonlyMap<string, Match>
  readonly lines: readonly JournalLine[]
  readonly open: readonly OpenRow[]
}

function written(input: PayoutPlanInput, { rows, matches, lines, open }: Found): PayoutPlan {
  const { payout, facts, scope, capabilities } = input
  const news = [...matches.values()].filter((match) => match.kind === 'to-book')
  const payments = news.filter(({ document }) => capabilities?.kinds.includes(document.kind) ?? true)
  const again = payments.some(({ document }) => document.currency !== payout.currency)
  const missing = missingLines(lines, facts.held)
  // The first journal stands on the payout's day; later ones on the day on which it was found that something changed.
  const isFirst = !facts.held.some((document) => document.kind === 'journal')
  const dates = dated(input, isFirst ? payout.date : input.today)
  const journal = missing.length === 0 ? [] : [journalOf({ payout, scope, held: facts.held, ...dates }, missing)]
  const documents = [...payments.map(({ document }) => document), ...(again ? [] : journal)]
  const targets = [...facts.held.flatMap((one) => (one.state === 'issued' ? [one.document] : [])), ...documents]
  const proof = provePayout(payout, rows, lines)
  if (proof.differences.length > 0) return stopped(payout, 'hold', reasons.unbalanced(payout, proof.differences))
  const nothing = documents.length === 0 && facts.held.length === 0
  if (nothing) return stopped(payout, 'skip', reasons.empty(payout))
  return {
    outcome: documents.length === 0 ? 'unchanged' : 'write',
    writes: documents.map((document) => ({ action: 'create', document })),
    targets,
    proof,
    reason: open.length === 0 ? null : reasons.openRows(payout, open, true),
    owners: Object.fromEntries(payments.map(({ document, orderExternalId }) => [document.reference, orderExternalId])),
    again,
  }
}

const stopped = (payout: Payout, outcome: Outcome, reason: PayoutReason): PayoutPlan => ({
  outcome,
  writes: [],
  targets: [],
  proof: { currency: payout.currency, figures: [], differences: payoutDifferencesFor(payout, outcome) },
  reason,
  owners: {},
  again: false,
})

const payoutDifferencesFor = (payout: Payout, outcome: Outcome) => (outcome === 'hold' ? payoutDifferences(payout) : [])
