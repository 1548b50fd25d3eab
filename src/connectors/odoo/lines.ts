import { isPositive, toNumber } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { MappedRow, MappedSalesDocument } from '#model/documents'
import type { Values } from './client.ts'
import { accountOf, analyticAccounts, digitsOf, named, pick, unknown } from './facts.ts'
import { itemIds } from './items.ts'
import type { OdooContext } from './memory.ts'
import { partsOf, type RowPart } from './row-parts.ts'
import { type Digits, type Piece, pieceAmount, pieceKey, piecesOf } from './pieces.ts'
import { documentTaxes, type DocumentTaxes, type TaxedLine, taxIds, untaxedIds } from './taxes.ts'

/** A row of ours as Odoo's lines, or a part of it that has taxes of its own. */
export interface LinedRow {
  readonly id: string
  readonly row: MappedRow
  readonly part: RowPart
  readonly pieces: readonly { readonly key: string; readonly piece: Piece }[]
  readonly taxIds: readonly number[]
  /** `null`: the row names an account. */
  readonly item: number | null
  readonly account: number | null
}

export interface Lined {
  readonly rows: readonly LinedRow[]
  readonly taxes: DocumentTaxes
  readonly analytic: Values
}

/** Everything that the lines of a document name, looked up. */
export async function linedRows(context: OdooContext, document: MappedSalesDocument): Promise<Lined> {
  const digits = await documentDigits(context, document.currency)
  const taxes = await documentTaxes(context, document)
  const titles = new Map(document.rows.flatMap((row) => (row.item === null ? [] : [[row.item, row.title]])))
  const items = await itemIds(context, [...titles.keys()], (code) => titles.get(code) ?? code)
  const rows: LinedRow[] = []
  for (const row of document.rows) {
    const parts = partsOf(row, digits.money)
    const account = row.account === null ? null : (await accountOf(context, row.account)).id
    for (const [index, part] of parts.entries()) {
      const id = pieceKey(row.id, index, parts.length)
      const pieces = piecesOf(row.quantity, part.net, digits)
      rows.push({
        id,
        row,
        part,
        pieces: keyed(id, pieces),
        taxIds: [...taxIds(part, taxes), ...untaxedIds(row, document, taxes)],
        item: row.item === null ? null : (items.get(row.item) ?? null),
        account,
      })
    }
  }
  return { rows, taxes, analytic: await analyticFields(context) }
}

export const keyed = (id: string, pieces: readonly Piece[]): LinedRow['pieces'] =>
  pieces.map((piece, index) => ({ key: pieceKey(id, index, pieces.length), piece }))

async function documentDigits(context: OdooContext, currency: string): Promise<Digits> {
  return { ...(await digitsOf(context)), money: minorUnits(currency) }
}

/** The analytic account of the connection, as lines take it. */
export async function analyticFields(context: OdooContext): Promise<Values> {
  const { analyticAccount } = context.settings
  if (analyticAccount === null) return {}
  const isMeant = (one: { name: string; code: string | null }): boolean => named(one, analyticAccount)
  const found = await pick(context, analyticAccounts, 'account.analytic.account', isMeant)
  if (found === undefined) throw unknown('analytic account', analyticAccount)
  return { analytic_distribution: { [String(found.id)]: 100 } }
}

/** Whether the line moves goods: an amount without pieces must not. */
export const movesGoods = ({ row }: LinedRow): boolean => isPositive(row.quantity)

export const taxedLines = (rows: readonly LinedRow[], currency: string): TaxedLine[] =>
  rows.flatMap((row) =>
    row.pieces.map(({ piece }) => ({ amount: pieceAmount(piece, minorUnits(currency)), taxIds: row.taxIds })),
  )

export const setLinks = (ids: readonly number[]): unknown => [[6, 0, [...ids]]]

export const figures = ({ quantity, price }: Piece): { quantity: number; price_unit: number } => ({
  quantity: toNumber(quantity),
  price_unit: toNumber(price),
})
