import { type Decimal, isPositive } from '#lib/decimal'
import type { StockFlowRow } from '#database/stock-flows'
import type { StockCause, StockCounts } from '#database/stock-status'
import type { ExplainedLevel } from '#engine/stock/explain'
import type { Io } from './io.ts'
import { count, hanging, plural, table, when } from './output.ts'

export interface StockStatus {
  readonly flow: StockFlowRow | null
  readonly counts: StockCounts
  readonly causes: readonly StockCause[]
}

/** Is the stock in step, and what stands in the way? */
export function statusText(io: Io, { flow, counts, causes }: StockStatus, timeZone: string): string {
  const { colors, columns } = io
  const all = counts.inStep + counts.pending + counts.waiting + counts.attention
  const lines: string[] = []
  if (flow?.problem != null) lines.push(problemText(io, flow.problem.message, flow.problem.remedy))
  if (flow?.stoppedAt != null) {
    lines.push(
      problemText(
        io,
        `${count(flow.stoppedZeroing ?? 0)} of ${count(flow.stoppedOf ?? 0)} products for sale would fall to zero. Nothing of this was sent since ${when(flow.stoppedAt, timeZone)}.`,
        'If it is right: tillbridge stock confirm. If the target was read wrongly: tillbridge stock refuse.',
      ),
    )
  }
  const mark = counts.waiting + counts.attention === 0 ? colors.green('✓') : colors.yellow('!')
  lines.push(
    all === 0
      ? 'Nothing is known of the stock of this store yet. Compare everything with: tillbridge stock sync'
      : `${mark} ${count(counts.inStep)} of ${plural(all, 'figure')} in step, ${count(counts.pending)} under way, ${count(counts.waiting)} will be tried again, ${count(counts.attention)} need you.`,
  )
  if (flow?.fullFinishedAt != null)
    lines.push(colors.dim(`  Everything was compared at ${when(flow.fullFinishedAt, timeZone)}.`))
  for (const cause of causes) {
    const skus = `${cause.skus.join(', ')}${cause.levels > cause.skus.length ? ' …' : ''}`
    lines.push(
      '',
      hanging(`${colors.red('✗')} `, `${plural(cause.levels, 'figure')} (${skus}): ${cause.message}`, columns),
    )
    if (cause.remedy !== null) lines.push(hanging('  ', cause.remedy, columns))
  }
  return lines.join('\n')
}

const problemText = ({ colors, columns }: Io, message: string, remedy: string | null): string =>
  [hanging(`${colors.red('✗')} `, message, columns), ...(remedy === null ? [] : [hanging('  ', remedy, columns)])].join(
    '\n',
  )

/** Every term of the figures of one SKU. */
export const explanationText = (io: Io, levels: readonly ExplainedLevel[], timeZone: string): string =>
  levels.map((level) => levelText(io, level, timeZone)).join('\n\n')

type Term = readonly [amount: string, what: string]

function levelText(io: Io, explained: ExplainedLevel, timeZone: string): string {
  const { colors, columns } = io
  const { level, terms } = explained
  const shown = level?.known ?? null
  const head = `${colors.bold(explained.sku)} at location ${explained.location}: the store offers ${shown ?? 'none, it is not stocked there'}`
  const lines = [head]
  if (level?.cause != null) lines.push(problemText(io, level.cause.message, level.cause.remedy))
  if (terms !== null) {
    const rows = termsOf(explained).map(([amount, what]): string[] => [amount, what])
    lines.push(
      table(
        [
          { title: '', align: 'right' },
          { title: '', flexible: true },
        ],
        rows,
        { colors, width: columns },
      ),
    )
  }
  if (level?.checkedAt != null) {
    const sent = level.sentAt === null ? 'never set' : `last set ${when(level.sentAt, timeZone)}`
    lines.push(colors.dim(`  Looked at ${when(level.checkedAt, timeZone)}, ${sent}.`))
  }
  return lines.join('\n')
}

function termsOf({ terms, orders }: ExplainedLevel): Term[] {
  if (terms === null) return []
  const isBundle = terms.parts.length > 1
  const rows: Term[] = []
  for (const part of terms.parts) {
    for (const place of part.places)
      rows.push([place.offered, `of ${part.item} in ${place.place}, by the target's figure`])
    for (const order of orders.filter((one) => one.item === part.item)) {
      const name = order.recordName ?? order.recordKey
      rows.push([
        `-${order.units}`,
        `of ${part.item} for order ${name}, which the target does not have (${order.state ?? 'not transferred'})`,
      ])
    }
    if (isBundle || part.perPiece !== '1')
      rows.push([shortened(part.pieces), `pieces by ${part.item}, at ${part.perPiece} each`])
  }
  if (isBundle) rows.push([shortened(terms.possible), 'pieces by the scarcest part'])
  const less = (amount: Decimal, what: string): void => {
    if (isPositive(amount)) rows.push([`-${shortened(amount)}`, what])
  }
  less(terms.unheard, 'sold or promised by the store, by orders that have not reached us')
  less(terms.safetyStock, 'safety stock')
  less(terms.buffer, 'kept back in this store')
  if (terms.maximum !== null) rows.push([String(terms.maximum), 'at most'])
  rows.push([String(terms.quantity), 'to sell'])
  return rows
}

const shortened = (amount: Decimal): string => amount.replace(/(\.\d{3})\d+$/, '$1')
