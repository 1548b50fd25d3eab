import type { Decimal } from '#lib/decimal'
import {
  isJournal,
  isPaymentDocument,
  isSalesDocument,
  type RowTax,
  type SalesDocument,
  type SalesRow,
  type TargetDocument,
  type TaxKey,
  taxKeyText,
} from '#model/documents'
import { taxKeyId } from './tax-keys.ts'

/** One number on a document. */
export interface FigureOf {
  /** Unique in the document and the same for everybody who asks: `line:901/net`, `total`. */
  readonly id: string
  /** The row (or journal line) that it stands on; `null` = it belongs to the document. */
  readonly row: string | null
  /** What the row is called; `null` = it belongs to the document. */
  readonly title: string | null
  /** `net`, `quantity`, `tax` …; what `--figure` asks for. */
  readonly name: string
  /** In words a bookkeeper knows. */
  readonly label: string
  readonly isQuantity: boolean
  /** The tax that it is of (`taxKeyId`); `null` = it is no tax. */
  readonly tax: string | null
  readonly value: Decimal
}

/** Every number on a document, rows first, each before those that are sums of it. */
export function figuresOf(document: TargetDocument): FigureOf[] {
  if (isSalesDocument(document)) return salesFigures(document)
  if (isPaymentDocument(document)) {
    return [
      figure(null, 'amount', 'amount', document.amount),
      figure(null, 'rounding', 'cash rounding', document.rounding),
      ...document.allocations.map(({ reference, amount }) => ({
        ...figure(null, 'allocation', `paid of ${reference}`, amount),
        id: `allocation/${reference}`,
      })),
    ]
  }
  if (isJournal(document)) {
    return document.lines.map((line) =>
      figure(line.id, 'amount', `amount of ${line.memo ?? line.id}`, line.amount, line.memo),
    )
  }
  return document.rows.flatMap((row) => [
    quantity(row.id, row.title, row.quantity),
    figure(row.id, 'net', `net value of ${row.title}`, row.net, row.title),
  ])
}

const figure = (
  row: string | null,
  name: string,
  label: string,
  value: Decimal,
  title: string | null = null,
): FigureOf => ({
  id: row === null ? name : `${row}/${name}`,
  row,
  title,
  name,
  label,
  isQuantity: false,
  tax: null,
  value,
})

const quantity = (row: string, title: string, value: Decimal): FigureOf => ({
  ...figure(row, 'quantity', `quantity of ${title}`, value, title),
  isQuantity: true,
})

function salesFigures(document: SalesDocument): FigureOf[] {
  return [
    ...document.rows.flatMap((row) => rowFigures(row)),
    ...document.taxes.map((tax) => taxFigure(null, tax, `tax ${taxText(tax.key)}`)),
    ...document.taxes.map((tax) => ({
      ...figure(null, 'base', `base of tax ${taxText(tax.key)}`, tax.base),
      id: `base/${taxKeyId(tax.key)}`,
      tax: taxKeyId(tax.key),
    })),
    figure(null, 'net-total', 'net total', document.netTotal),
    figure(null, 'tax-total', 'tax total', document.taxTotal),
    figure(null, 'total', 'total', document.total),
  ]
}

function rowFigures(row: SalesRow): FigureOf[] {
  return [
    quantity(row.id, row.title, row.quantity),
    ...row.taxes.map((tax) => taxFigure(row.id, tax, `tax ${taxText(tax.key)} of ${row.title}`, row.title)),
    figure(row.id, 'gross', `amount of ${row.title} with tax`, row.gross, row.title),
    figure(row.id, 'net', `amount of ${row.title} without tax`, row.net, row.title),
    figure(row.id, 'list', `amount of ${row.title} before discounts`, row.listAmount, row.title),
  ]
}

const taxFigure = (
  row: string | null,
  { key, amount }: RowTax,
  label: string,
  title: string | null = null,
): FigureOf => ({
  ...figure(row, 'tax', label, amount, title),
  id: `${row === null ? '' : `${row}/`}tax/${taxKeyId(key)}`,
  tax: taxKeyId(key),
})

const taxText = (key: TaxKey): string => (key.title === '' ? taxKeyText(key) : `${key.title} ${taxKeyText(key)}`)
