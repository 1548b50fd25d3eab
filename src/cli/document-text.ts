import {
  type DocumentKind,
  isJournal,
  isPaymentDocument,
  isSalesDocument,
  type JournalDocument,
  type JournalLine,
  type Ledger,
  type PaymentDocument,
  type SalesDocument,
  type SalesRow,
  type StockDocument,
  type StockRow,
  taxKeyText,
  type TaxTotal,
} from '#model/documents'
import { isNegative, negate } from '#lib/decimal'
import type { Io } from './io.ts'
import { amount, money, table } from './output.ts'

const KIND_WORDS: Readonly<Record<DocumentKind, string>> = {
  'sales-order': 'Sales order',
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  payment: 'Payment',
  'refund-payment': 'Refund payment',
  delivery: 'Delivery',
  'delivery-return': 'Return',
  journal: 'Journal',
}

export const kindText = (kind: string): string => KIND_WORDS[kind as DocumentKind] ?? kind

type Show = Pick<Io, 'colors' | 'columns'>

/** Any planned or mapped document: a mapped one also names items, accounts and warehouses. */
export type ShownDocument = ShownSales | PaymentDocument | ShownStock | ShownJournal

type ShownSales = SalesDocument<
  SalesRow & { readonly item?: string | null; readonly account?: string | null },
  TaxTotal & { readonly account?: string | null }
>
type ShownStock = StockDocument<StockRow & { readonly item?: string; readonly warehouse?: string | null }>
type ShownJournal = JournalDocument<JournalLine & { readonly account?: string | null }>

/** A document as a bookkeeper reads it: head, rows, taxes, total. */
export function documentText(io: Show, document: ShownDocument): string {
  const head = headText(io, document)
  if (isSalesDocument(document)) return [head, rowsText(io, document), taxesText(io, document)].join('\n')
  if (isPaymentDocument(document)) return `${head}\n${paymentText(io, document)}`
  return `${head}\n${isJournal(document) ? linesText(io, document) : goodsText(io, document)}`
}

function headText({ colors }: Show, document: ShownDocument): string {
  const { kind, reference, date, happenedOn } = document
  const named = isJournal(document) ? document.purpose : document.party.name
  const happened = happenedOn === undefined || happenedOn === date ? '' : colors.yellow(`  (happened on ${happenedOn})`)
  const head = `${colors.bold(kindText(kind))}  ${colors.dim(reference)}  ${date}  ${named}${happened}`
  const source = isJournal(document) || isPaymentDocument(document) ? null : document.basedOn
  const cause = isSalesDocument(document) ? document.cause : undefined
  const why = [...(cause === undefined ? [] : [cause]), ...(source === null ? [] : [`for ${source}`])]
  return why.length === 0 ? head : `${head}\n  ${colors.dim(why.join(', '))}`
}

function paymentText({ colors }: Show, { gateway, amount: paid, currency, allocations }: PaymentDocument): string {
  const head = `  ${gateway}  ${money(paid, currency)}`
  const [only] = allocations
  if (only === undefined) return `${head}  ${colors.dim('on account')}`
  if (allocations.length === 1 && only.amount === paid) return `${head}  ${colors.dim(`for ${only.reference}`)}`
  const parts = allocations.map((part) => `    ${money(part.amount, currency)}  ${colors.dim(`for ${part.reference}`)}`)
  return [head, ...parts].join('\n')
}

function rowsText(io: Show, { rows, currency, priceMode }: ShownSales): string {
  const isMapped = rows.some((row) => row.item != null || row.account != null)
  return table(
    [
      { title: 'quantity', align: 'right' },
      { title: 'what', flexible: true },
      ...(isMapped ? [{ title: 'booked on' }] : []),
      { title: priceMode === 'gross' ? 'with tax' : 'without tax', align: 'right' },
    ],
    rows.map((row) => [
      row.quantity,
      productText(row),
      ...(isMapped ? [row.item ?? row.account ?? ''] : []),
      amount(priceMode === 'gross' ? row.gross : row.net, currency),
    ]),
    { colors: io.colors, width: io.columns },
  )
}

function goodsText(io: Show, { rows }: ShownStock): string {
  return table(
    [
      { title: 'quantity', align: 'right' },
      { title: 'what', flexible: true },
      { title: 'item' },
      { title: 'warehouse' },
    ],
    rows.map((row) => [row.quantity, productText(row), row.item ?? '', row.warehouse ?? '']),
    { colors: io.colors, width: io.columns },
  )
}

const productText = ({ sku, title }: Pick<SalesRow, 'sku' | 'title'>): string =>
  sku === null || sku === title ? title : `${title} (${sku})`

function linesText(io: Show, { lines, currency }: ShownJournal): string {
  return table(
    [
      { title: 'on' },
      { title: 'what', flexible: true },
      { title: 'debit', align: 'right' },
      { title: 'credit', align: 'right' },
    ],
    lines.map((line) => [
      line.account ?? ledgerText(line.ledger),
      [line.party?.name, line.settles, line.memo].filter((text) => text != null).join(', '),
      isNegative(line.amount) ? '' : amount(line.amount, currency),
      isNegative(line.amount) ? amount(negate(line.amount), currency) : '',
    ]),
    { colors: io.colors, width: io.columns },
  )
}

function ledgerText(ledger: Ledger): string {
  if (ledger.kind === 'receivable') return 'receivable'
  return ledger.kind === 'clearing' ? `clearing of ${ledger.gateway}` : ledger.category
}

function taxesText({ colors, columns }: Show, document: ShownSales): string {
  const { currency, taxes, netTotal, total } = document
  return table(
    [{ title: '' }, { title: '', flexible: true }, { title: '', align: 'right' }],
    [
      ['net', '', amount(netTotal, currency)],
      ...taxes.map((tax) => [`tax ${taxKeyText(tax.key)}`, tax.account ?? '', amount(tax.amount, currency)]),
      [colors.bold('total'), '', colors.bold(money(total, currency))],
    ],
    { colors, width: columns },
  )
}
