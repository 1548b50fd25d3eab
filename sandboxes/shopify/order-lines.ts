import { numericId } from './ids.ts'
import type { LineState, OrderState } from './state.ts'

/** A line by its position (0 is the first), its id, or its SKU (the first line with it). */
export type LineRef = number | string

export function findLine(order: OrderState, ref: LineRef): LineState {
  const id = typeof ref === 'string' ? numericId(ref, 'LineItem') : null
  const line =
    typeof ref === 'number'
      ? (order.lines[ref] ?? order.lines.find((entry) => entry.id === ref))
      : (order.lines.find((entry) => entry.sku === ref) ?? order.lines.find((entry) => entry.id === id))
  if (line === undefined) throw new Error(`Order ${order.name} has no line ${ref}`)
  return line
}
