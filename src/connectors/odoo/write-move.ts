import type { NamedDocument, WriteContext } from '#contract/target'
import { absolute, type Decimal, equals, isZero, negate, toNumber, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedSalesDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { asMove, bookedMove, idOf, type Move, MOVE_ANSWER } from './booked.ts'
import type { Values } from './client.ts'
import { assertOpen, saveDraft } from './closed-until.ts'
import { withExtraFields } from './extra-fields.ts'
import { currencyOf, journalOf } from './facts.ts'
import { figures, linedRows, type LinedRow, movesGoods, setLinks } from './lines.ts'
import type { OdooContext } from './memory.ts'
import { partners } from './partners.ts'
import { act, save } from './records.ts'
import { settlesText, settleWithAdvances } from './settle.ts'
import { chargedTaxes } from './taxes.ts'
import { REFERENCE, ROW, SETTLES } from './vendor.ts'

/** Writes an invoice or a credit note: as a draft, with the store's taxes to the cent, then it is posted. */
export async function createMove(
  context: OdooContext,
  document: MappedSalesDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  await assertOpen(context, document)
  const lined = await linedRows(context, document)
  const based = document.basedOn === null ? undefined : write.documents[document.basedOn]
  const order = document.kind === 'invoice' && based?.kind === 'sales-order' ? based : null
  const settles = order === null ? '' : settlesText([order])
  const head = {
    ...(await headFields(context, document, write)),
    [SETTLES]: settles,
    ...(document.kind === 'credit-note' && based?.kind === 'invoice'
      ? { reversed_entry_id: Number(based.externalId) }
      : {}),
    invoice_line_ids: lined.rows
      .flatMap((row) => moveLines(row, order, lined.analytic))
      .map((line, index) => [0, 0, { sequence: 10 + index, ...line }]),
  }
  const { values, ignored } = await withExtraFields(context, document, head, 'invoice_line_ids')
  const drafted = asMove(await saveDraft(context, 'account.move', values, { wanted: MOVE_ANSWER, document }))
  const draft = await withTaxes(context, drafted, chargedTaxes(document, lined.taxes))
  await assertSums(context, document, draft)
  await act(context, 'account.move', 'action_post', [draft.id])
  await settleWithAdvances(context, draft.id, settles)
  return { ...bookedMove(context, document.kind, { ...draft, state: 'posted' }), ...ignored }
}

async function headFields(context: OdooContext, document: MappedSalesDocument, write: WriteContext): Promise<Values> {
  const { invoice, delivery } = partners(document.party, write)
  const { date, dueOn } = document
  return {
    move_type: document.kind === 'invoice' ? 'out_invoice' : 'out_refund',
    partner_id: invoice,
    partner_shipping_id: delivery,
    invoice_date: date,
    date,
    invoice_date_due: dueOn !== null && dueOn > date ? dueOn : date,
    currency_id: (await currencyOf(context, document.currency)).id,
    journal_id: (await journalOf(context, context.settings.salesJournal, 'sale')).id,
    ref: document.purchaseOrderNumber ?? document.orderName,
    payment_reference: document.orderName,
    invoice_origin: document.orderName,
    [REFERENCE]: document.reference,
    ...(document.remarks === null ? {} : { narration: document.remarks }),
  }
}

function moveLines(lined: LinedRow, order: NamedDocument | null, analytic: Values): Values[] {
  const { row, pieces, taxIds, item, account } = lined
  return pieces.map(({ key, piece }) => {
    const ordered = order?.rowIds[key]
    return {
      ...(item === null ? {} : { product_id: item }),
      ...(account === null ? {} : { account_id: account }),
      name: row.title,
      ...figures(piece),
      discount: 0,
      tax_ids: setLinks(taxIds),
      [ROW]: key,
      ...analytic,
      ...(ordered === undefined || !movesGoods(lined) ? {} : { sale_line_ids: setLinks([Number(ordered)]) }),
    }
  })
}

/** Odoo's own taxes may be a cent off the store's: in a draft each tax's line takes the amount that was charged. */
async function withTaxes(context: OdooContext, draft: Move, charged: ReadonlyMap<number, Decimal>): Promise<Move> {
  const isInvoice = draft.move_type === 'out_invoice'
  const changes = draft.line_ids.flatMap((line) => {
    const tax = line.display_type === 'tax' ? idOf(line.tax_line_id) : null
    if (tax === null) return []
    const wanted = charged.get(tax) ?? ZERO
    if (equals(absolute(line.amount_currency), wanted)) return []
    return [[1, line.id, { amount_currency: toNumber(isInvoice ? negate(wanted) : wanted) }]]
  })
  if (changes.length === 0) return draft
  return asMove(await save(context, 'account.move', { line_ids: changes }, MOVE_ANSWER, draft.id))
}

/** What would be booked with other sums than the store's is not posted. */
async function assertSums(context: OdooContext, document: MappedSalesDocument, draft: Move): Promise<void> {
  const { amount_total: total, amount_tax: tax } = draft
  if (equals(total, document.total) && equals(tax, document.taxTotal)) return
  await act(context, 'account.move', 'unlink', [draft.id])
  const hint = isZero(tax) ? ' Odoo reckons no tax on so small an amount.' : ''
  throw new TillbridgeError({
    kind: 'unbalanced',
    code: 'ODOO_SUMS_DIFFER',
    message: `The document of ${document.orderName} came to ${total} with ${tax} of tax in Odoo, in the store it is ${document.total} with ${document.taxTotal}.${hint} It was not posted.`,
    remedy: 'Look at the taxes that the mapping names and at modules that change invoices, then retry.',
    detail: { total, tax, reference: document.reference },
  })
}
