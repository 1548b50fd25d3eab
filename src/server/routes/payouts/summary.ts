import type { ApiJournal, PayoutSummary } from '#api/payouts'
import type { PayoutJournal, PayoutRow } from '#database/payouts'
import type { LoadedIntegration } from '#engine/integrations'
import { sum } from '#lib/decimal'
import { resolve } from '#mapping/resolve'
import type { JournalDocument, Ledger } from '#model/documents'

export const payoutSummary = (row: PayoutRow, keys: ReadonlyMap<string, string>): PayoutSummary => ({
  transferId: row.transferId,
  integration: keys.get(row.integrationId) ?? '',
  name: row.name,
  recordKey: row.recordKey,
  provider: row.provider,
  status: row.status,
  state: row.state,
  cause:
    row.causeCode === null
      ? null
      : { code: row.causeCode, subject: row.causeSubject, message: row.causeMessage ?? '', remedy: row.causeRemedy },
  amount: row.amount,
  currency: row.currency,
  bookedOn: row.bookedOn,
  createdAt: row.createdAt,
  journals: [...row.journals],
})

type Mappings = LoadedIntegration['mappings']

/** A journal with the accounts that today's mapping gives its lines. */
export function journalContent(
  document: JournalDocument,
  mappings: Mappings,
): Omit<ApiJournal, 'externalId' | 'url' | 'state'> {
  return {
    reference: document.reference,
    date: document.date,
    currency: document.currency,
    lines: document.lines.map((line) => ({
      id: line.id,
      ledger: ledgerName(line.ledger),
      account: accountOf({ ...document, lines: [line] }, mappings),
      amount: line.amount,
      memo: line.memo,
    })),
    sum: sum(document.lines.map(({ amount }) => amount)),
  }
}

export const writtenJournal = (
  { document, externalId, url, state }: PayoutJournal,
  mappings: Mappings,
): ApiJournal => ({ ...journalContent(document, mappings), externalId, url, state })

const ledgerName = (ledger: Ledger): string => (ledger.kind === 'category' ? ledger.category : ledger.kind)

function accountOf(oneLine: JournalDocument, mappings: Mappings): string | null {
  const resolved = resolve(oneLine, mappings)
  if (!resolved.ok || resolved.document.kind !== 'journal') return null
  return resolved.document.lines[0]?.account ?? null
}
