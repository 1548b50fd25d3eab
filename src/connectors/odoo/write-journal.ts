import { foundParty, type WriteContext } from '#contract/target'
import { absolute, type Decimal, isNegative, isZero, toNumber, ZERO } from '#lib/decimal'
import type { MappedJournalDocument, MappedJournalLine } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { asMove, bookedMove, MOVE_ANSWER } from './booked.ts'
import type { Values } from './client.ts'
import { assertOpen, saveDraft } from './closed-until.ts'
import { accountOf, currencyOf, journalOf } from './facts.ts'
import { inCompanyCurrency, rateOn } from './foreign.ts'
import { analyticFields } from './lines.ts'
import type { OdooContext } from './memory.ts'
import { receivableOf } from './receivable.ts'
import { act } from './records.ts'
import { isOf, match, openLines, type OpenLine, settledOf, settlesText } from './settle.ts'
import { REFERENCE, ROW, SETTLES } from './vendor.ts'

/** Writes a journal entry, posts it and matches its receivables with what they settle. */
export async function createJournal(
  context: OdooContext,
  document: MappedJournalDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  await assertOpen(context, document)
  const settled = document.lines.flatMap((line) => (line.settles === null ? [] : (write.documents[line.settles] ?? [])))
  const text = settlesText(settled)
  const open = settled.length === 0 ? [] : await openLines(context, settledOf(text))
  const booked = document.lines.filter(({ amount }) => !isZero(amount))
  const balances = await companyAmounts(context, document, booked)
  const lines: Values[] = []
  for (const [index, line] of booked.entries())
    lines.push({ ...(await journalLine(context, line, { write, open })), ...balances[index] })
  const values = {
    move_type: 'entry',
    journal_id: (await journalOf(context, context.settings.generalJournal, 'general')).id,
    date: document.date,
    ref: document.remarks ?? document.orderName,
    [REFERENCE]: document.reference,
    [SETTLES]: text,
    line_ids: lines.map((line) => [0, 0, line]),
  }
  const move = asMove(await saveDraft(context, 'account.move', values, { wanted: MOVE_ANSWER, document }))
  await act(context, 'account.move', 'action_post', [move.id])
  for (const line of document.lines) await settleLine(context, line, { write, open, move })
  const isOwn = document.currency === context.settings.companyCurrency
  const answer = bookedMove(context, 'journal', { ...move, state: 'posted' })
  return isOwn ? answer : { ...answer, total: null }
}

/** What a line is in the company's currency, and beside it in the entry's own where that is another. */
async function companyAmounts(
  context: OdooContext,
  { currency, date }: MappedJournalDocument,
  lines: readonly MappedJournalLine[],
): Promise<Values[]> {
  const { companyCurrency } = context.settings
  const amounts = lines.map(({ amount }) => amount)
  if (currency === companyCurrency) return amounts.map(sides)
  const { id } = await currencyOf(context, currency)
  const exchanged = lines.map(({ amount, ledger }) => ({ amount, mayGive: ledger.kind === 'category' }))
  const converted = inCompanyCurrency(exchanged, await rateOn(context, currency, date), companyCurrency)
  return converted.map((balance, index) => ({
    ...sides(balance),
    currency_id: id,
    amount_currency: toNumber(amounts[index] ?? ZERO),
  }))
}

const sides = (amount: Decimal): Values => {
  const value = toNumber(absolute(amount))
  return isNegative(amount) ? { debit: 0, credit: value } : { debit: value, credit: 0 }
}

interface Around {
  readonly write: WriteContext
  readonly open: readonly OpenLine[]
}

async function journalLine(context: OdooContext, line: MappedJournalLine, { write, open }: Around): Promise<Values> {
  const { party, account, memo } = line
  const named = account === null ? null : await accountOf(context, account)
  const isResult = /^(income|expense)/.test(named?.account_type ?? '')
  const partner = party === null ? null : Number(foundParty(write, party).externalId)
  return {
    account_id:
      named?.id ?? settledLines(line, { write, open })[0]?.account_id ?? (await receivableOf(context, partner)),
    ...(partner === null ? {} : { partner_id: partner }),
    name: memo ?? line.id,
    [ROW]: line.id,
    ...(isResult ? await analyticFields(context) : {}),
  }
}

/** The open receivables of what a line settles. */
function settledLines({ settles }: MappedJournalLine, { write, open }: Around): OpenLine[] {
  const named = settles === null ? undefined : write.documents[settles]
  if (named === undefined) return []
  const settled = settledOf(settlesText([named]))
  return open.filter((line) => isOf(line, settled))
}

async function settleLine(
  context: OdooContext,
  line: MappedJournalLine,
  { move, ...around }: Around & { readonly move: ReturnType<typeof asMove> },
): Promise<void> {
  const theirs = settledLines(line, around)
  const own = move.line_ids.find((one) => one[ROW] === line.id)
  const [first] = theirs
  if (own === undefined || first === undefined) return
  const mine = { ...first, id: own.id }
  await match(context, mine, theirs)
}
