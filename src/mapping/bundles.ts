import { type Decimal, multiply, sum } from '#lib/decimal'
import { allocate, minorUnits } from '#lib/rounding'
import type { SalesRow, StockRow } from '#model/documents'
import type { Currency } from '#model/money'
import type { Component } from './mappings.ts'

/** A row's part for one component. */
export interface Part<Row> {
  readonly row: Row
  readonly item: string
}

/**
 * A sold bundle as its components: `line:901` becomes `line:901/STRAP`, `line:901/CASE`. Net, list amount and each tax are split by
 * the shares so that the parts sum to the row exactly; the quantity is that of the component.
 */
export function splitSalesRow(row: SalesRow, components: readonly Component[], currency: Currency): Part<SalesRow>[] {
  const split = splitter(components, currency)
  const net = split(row.net)
  const listAmount = split(row.listAmount)
  const taxes = row.taxes.map((tax) => ({ key: tax.key, amounts: split(tax.amount) }))
  return components.map((component, index) => {
    const ownTaxes = taxes.map(({ key, amounts }) => ({ key, amount: at(amounts, index) }))
    const part = {
      ...row,
      ...partOf(row, component),
      net: at(net, index),
      gross: sum([at(net, index), ...ownTaxes.map((tax) => tax.amount)]),
      listAmount: at(listAmount, index),
      taxes: ownTaxes,
    }
    return { item: component.item, row: part }
  })
}

/** A bundle that moved, as its components: each moves its own quantity. */
export function splitStockRow(row: StockRow, components: readonly Component[], currency: Currency): Part<StockRow>[] {
  const net = splitter(components, currency)(row.net)
  return components.map((component, index) => ({
    item: component.item,
    row: { ...row, ...partOf(row, component), net: at(net, index) },
  }))
}

const partOf = (row: Pick<SalesRow, 'id' | 'quantity'>, { item, quantity }: Component) => ({
  id: `${row.id}/${item}`,
  quantity: multiply(row.quantity, quantity),
})

function splitter(components: readonly Component[], currency: Currency): (amount: Decimal) => readonly Decimal[] {
  const shares = components.map((component) => component.share)
  // Some amounts are finer than the currency is paid in; their parts are then as fine.
  return (amount) => allocate(amount, shares, Math.max(minorUnits(currency), decimalPlaces(amount)))
}

const decimalPlaces = (value: Decimal): number => value.split('.')[1]?.length ?? 0

function at(parts: readonly Decimal[], index: number): Decimal {
  const part = parts[index]
  if (part === undefined) throw new RangeError(`there are only ${parts.length} parts`)
  return part
}
