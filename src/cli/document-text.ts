import { type DocumentKind, isSalesDocument, taxKeyText } from '#model/documents'
import type { PaymentDocument, SalesDocument, SalesRow, TaxTotal } from '#model/documents'
import type { Io } from './io.ts'
import { amount, money, table } from './output.ts'

const KIND_WORDS: Readonly<Record<DocumentKind, string>> = {
  'sales-order': 'Sales order',
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  payment: 'Payment',
  'refund-payment': 'Refund payment',
}

export const kindText = (kind: string): string => KIND_WORDS[kind as DocumentKind] ?? kind

/** Any planned or mapped document: a mapped one also names items and accounts. */
export type ShownDocument =
  | SalesDocument<SalesRow & Partial<Codes>, TaxTotal & { readonly account?: string | null }>
  | PaymentDocument
interface Codes {
  readonly item: string | null
  readonly account: string | null
}

/** A document as a bookkeeper reads it: head, rows, taxes, total. */
export function documentText(io: Pick<Io, 'colors' | 'columns'>, document: ShownDocument): string {
  const { colors } = io
  const head = `${colors.bold(kindText(document.kind))}  ${colors.dim(document.reference)}  ${document.date}  ${document.party.name}`
  if (!isSalesDocument(document)) {
    const settles = document.settles === null ? 'on account' : `for ${document.settles}`
    return `${head}\n  ${document.gateway}  ${money(document.amount, document.currency)}  ${colors.dim(settles)}`
  }
  return [head, rowsText(io, document), taxesText(io, document)].join('\n')
}

type ShownSales = Extract<ShownDocument, { readonly rows: unknown }>

function rowsText(io: Pick<Io, 'colors' | 'columns'>, { rows, currency, priceMode }: ShownSales): string {
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
      row.sku === null || row.sku === row.title ? row.title : `${row.title} (${row.sku})`,
      ...(isMapped ? [row.item ?? row.account ?? ''] : []),
      amount(priceMode === 'gross' ? row.gross : row.net, currency),
    ]),
    { colors: io.colors, width: io.columns },
  )
}

function taxesText({ colors, columns }: Pick<Io, 'colors' | 'columns'>, document: ShownSales): string {
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
