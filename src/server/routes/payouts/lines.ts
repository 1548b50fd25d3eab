import type { PayoutLine } from '#api/payouts'
import { type Decimal, subtract, sum } from '#lib/decimal'
import { isJournal } from '#model/documents'
import { PAYOUT_CATEGORIES, payoutRows, type PayoutTransaction } from '#model/payout'
import type { Handler } from '#server/api/call'
import { csvDownload, type CsvCell } from '#server/routes/ledger/csv'
import { readPayoutLines } from './read-lines.ts'
import { journalContent } from './summary.ts'

// More than this nobody reads on a page; the download has all of them.
const MOST_LINES = 500

/** What a person has to see stands first. */
const shownFirst = (lines: readonly PayoutLine[]): PayoutLine[] => [
  ...lines.filter(({ match }) => match === 'open'),
  ...lines.filter(({ match }) => match !== 'open'),
]

export const listPayoutLines: Handler<'payouts.lines'> = async ({ services, organizationId, params }) => {
  const { preview, integration, lines } = await readPayoutLines(services, organizationId, params.transferId)
  const { payout, plan, missing } = preview
  const rows = payoutRows(payout)
  const total = (of: (row: PayoutTransaction) => Decimal): Decimal => sum(rows.map(of))
  const net = total((row) => row.net)
  const { reason } = plan
  return {
    name: payout.name,
    provider: payout.provider,
    status: payout.status,
    date: payout.date,
    currency: payout.currency,
    bankReference: payout.bankReference,
    groups: groupsOf(rows),
    fees: total(({ fee }) => fee),
    feeTax: total(({ feeTax }) => feeTax),
    withheldTax: total(({ withheldTax }) => withheldTax),
    net,
    bank: payout.net,
    difference: subtract(net, payout.net),
    lines: shownFirst(lines).slice(0, MOST_LINES),
    allLines: lines.length,
    openLines: lines.filter(({ match }) => match === 'open').length,
    reason:
      reason === null
        ? null
        : {
            code: reason.code,
            subject: reason.subject ?? null,
            message: reason.message,
            remedy: reason.remedy ?? null,
          },
    missing: missing.map(({ message, remedy }) => ({ message, remedy })),
    proof: plan.proof.figures.map(({ what, store, documents }) => ({ what, provider: store, books: documents })),
    planned: plan.writes.flatMap(({ document }) =>
      isJournal(document) ? [journalContent(document, integration.mappings)] : [],
    ),
  }
}

const groupsOf = (rows: readonly PayoutTransaction[]) =>
  PAYOUT_CATEGORIES.flatMap((category) => {
    const own = rows.filter((row) => row.category === category)
    return own.length === 0 ? [] : [{ category, lines: own.length, amount: sum(own.map(({ amount }) => amount)) }]
  })

const COLUMNS: readonly (readonly [title: string, of: (line: PayoutLine) => CsvCell])[] = [
  ['movement', ({ externalId }) => externalId],
  ['what', ({ category }) => category],
  ['provider’s word', ({ type }) => type],
  ['processed', ({ processedAt }) => processedAt],
  ['order', ({ orderName }) => orderName],
  ['document', ({ document }) => document],
  ['amount', ({ amount }) => amount],
  ['fee', ({ fee }) => fee],
  ['tax on the fee', ({ feeTax }) => feeTax],
  ['tax withheld', ({ withheldTax }) => withheldTax],
  ['net', ({ net }) => net],
  ['explained', ({ match }) => (match === 'open' ? 'no' : 'yes')],
]

export const exportPayout: Handler<'payouts.export'> = async ({ services, organizationId, params }) => {
  const { preview, lines } = await readPayoutLines(services, organizationId, params.transferId)
  return csvDownload(
    `payout-${preview.payout.externalId}`,
    COLUMNS.map(([title]) => title),
    lines.map((line) => COLUMNS.map(([, of]) => of(line))),
  )
}
