import { foundParty, type WriteContext } from '#contract/target'
import { isZero, ONE } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedJournalDocument, MappedJournalLine } from '#model/documents'
import type { ErpnextContext } from './client.ts'
import type { AccountInfo } from './foreign.ts'
import type { JournalAccounts, PlacedLine } from './map-journal.ts'
import { namedDocument } from './map-payment.ts'
import { accountInfos, exchangePlace, rateOf, receivableOf, settledDocuments } from './payment-accounts.ts'

/** The account, its currency and the settled document of every line; lines of nothing are left out. */
export async function journalAccounts(
  context: ErpnextContext,
  document: MappedJournalDocument,
  write: WriteContext,
): Promise<JournalAccounts> {
  const { companyCurrency } = context.settings
  const lines = document.lines.filter((line) => !isZero(line.amount))
  const references = lines.flatMap((line) => line.settles ?? [])
  const own = ownReceivables(context, document, write)
  const settled = await settledDocuments(context, references, write, () => firstReceivable(context, lines, own))
  const names = new Map<MappedJournalLine, string>()
  const known = new Map<string, AccountInfo>()
  for (const line of lines) {
    const receivable = line.settles === null ? undefined : settled[line.settles]?.receivable
    if (line.account === null && receivable !== undefined) known.set(receivable.name, receivable)
    names.set(line, line.account ?? receivable?.name ?? (await own(line)))
  }
  const foreign = document.currency !== companyCurrency
  const asked = foreign ? [...names.values()].filter((name) => !known.has(name)) : []
  const infos = asked.length === 0 ? {} : await accountInfos(context, asked)
  const placed = lines.map((line): PlacedLine => {
    const name = names.get(line) ?? ''
    // In the company's own currency accounts are taken for ones in it: ERPNext refuses the others.
    const account = known.get(name) ?? infos[name] ?? { name, currency: companyCurrency }
    const settles = line.settles
    return {
      line,
      account,
      settled: settles === null ? null : (settled[settles] ?? null),
      named: settles === null ? null : namedDocument(write, settles),
    }
  })
  if (!foreign) return { lines: placed, rate: ONE, exchange: null }
  return {
    lines: placed,
    rate: rateOf(context, document.currency, settled),
    exchange: (await exchangePlace(context))?.account ?? null,
  }
}

/** The receivable account of a line's customer; each customer is asked for once. */
function ownReceivables(
  context: ErpnextContext,
  document: MappedJournalDocument,
  write: WriteContext,
): (line: MappedJournalLine) => Promise<string> {
  const asked = new Map<string, Promise<string>>()
  return async (line) => {
    if (line.ledger.kind !== 'receivable' || line.party === null) throw unmapped(line)
    const { externalId } = foundParty(write, line.party)
    const answer = asked.get(externalId) ?? receivableOf(context, externalId, document.currency)
    asked.set(externalId, answer)
    return answer
  }
}

async function firstReceivable(
  context: ErpnextContext,
  lines: readonly MappedJournalLine[],
  own: (line: MappedJournalLine) => Promise<string>,
): Promise<AccountInfo> {
  const line = lines.find((one) => one.party !== null)
  const name = line === undefined ? '' : await own(line)
  const infos = await accountInfos(context, [name])
  return infos[name] ?? { name, currency: context.settings.companyCurrency }
}

const unmapped = (line: MappedJournalLine): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ROW_NOT_MAPPED',
    message: `The journal line "${line.memo ?? line.id}" has no account in ERPNext.`,
    remedy: 'Map it to an account.',
    subject: `line:${line.ledger.kind}`,
  })
