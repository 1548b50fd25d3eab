import { z } from 'zod'
import { foundParty, type WriteContext } from '#contract/target'
import { isNegative, isZero, negate, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedJournalDocument, MappedJournalLine } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { asMove, bookedMove, MOVE_ANSWER } from './booked.ts'
import type { Values } from './client.ts'
import { assertOpen } from './closed-until.ts'
import { accountOf, journalOf } from './facts.ts'
import { analyticFields } from './lines.ts'
import type { OdooContext } from './memory.ts'
import { act, find, link, save } from './records.ts'
import { match, openLines, type OpenLine, settledOf, settlesText } from './settle.ts'
import { REFERENCE, ROW, SETTLES } from './vendor.ts'

/** Writes a journal entry, posts it and matches its receivables with what they settle. */
export async function createJournal(
  context: OdooContext,
  document: MappedJournalDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  await assertOpen(context, document)
  if (document.currency !== context.settings.companyCurrency) throw foreign(document)
  const settled = document.lines.flatMap((line) => (line.settles === null ? [] : (write.documents[line.settles] ?? [])))
  const text = settlesText(settled)
  const open = settled.length === 0 ? [] : await openLines(context, settledOf(text))
  const lines: Values[] = []
  for (const line of document.lines.filter(({ amount }) => !isZero(amount)))
    lines.push(await journalLine(context, line, { write, open }))
  const values = {
    move_type: 'entry',
    journal_id: (await journalOf(context, context.settings.generalJournal, 'general')).id,
    date: document.date,
    ref: document.remarks ?? document.orderName,
    [REFERENCE]: document.reference,
    [SETTLES]: text,
    line_ids: lines.map((line) => [0, 0, line]),
  }
  const move = asMove(await save(context, 'account.move', values, MOVE_ANSWER))
  await act(context, 'account.move', 'action_post', [move.id])
  for (const line of document.lines) await settleLine(context, line, { write, open, move })
  return bookedMove(context, 'journal', { ...move, state: 'posted' })
}

interface Around {
  readonly write: WriteContext
  readonly open: readonly OpenLine[]
}

async function journalLine(context: OdooContext, line: MappedJournalLine, { write, open }: Around): Promise<Values> {
  const { amount, party, account, memo } = line
  const value = toNumber(isNegative(amount) ? negate(amount) : amount)
  const named = account === null ? null : await accountOf(context, account)
  const isResult = /^(income|expense)/.test(named?.account_type ?? '')
  const partner = party === null ? null : Number(foundParty(write, party).externalId)
  return {
    account_id:
      named?.id ?? settledLines(line, { write, open })[0]?.account_id ?? (await receivableOf(context, partner)),
    ...(partner === null ? {} : { partner_id: partner }),
    name: memo ?? line.id,
    debit: isNegative(amount) ? 0 : value,
    credit: isNegative(amount) ? value : 0,
    [ROW]: line.id,
    ...(isResult ? await analyticFields(context) : {}),
  }
}

/** The open receivables of what a line settles. */
function settledLines({ settles }: MappedJournalLine, { write, open }: Around): OpenLine[] {
  const named = settles === null ? undefined : write.documents[settles]
  if (named === undefined) return []
  const { moves, payments } = settledOf(settlesText([named]))
  return open.filter(
    ({ move_id, payment_id }) =>
      (move_id !== null && moves.includes(move_id)) || (payment_id !== null && payments.includes(payment_id)),
  )
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

const partnerShape = z.object({ property_account_receivable_id: link })

async function receivableOf(context: OdooContext, partner: number | null): Promise<number | null> {
  if (partner === null) return null
  const [found] = await find(context, 'res.partner', partnerShape, { domain: [['id', '=', partner]] })
  return found?.property_account_receivable_id ?? null
}

const foreign = ({ orderName, currency }: MappedJournalDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FOREIGN_JOURNAL_NOT_SUPPORTED',
    message: `The entry of ${orderName} is in ${currency}; entries in a foreign currency are not written to Odoo.`,
    remedy: 'Book this entry in Odoo by hand and skip it here.',
    subject: `currency:${currency}`,
  })
