import type { CatalogCounts, LoggedOverride } from '#database/catalog'
import type { CauseCount, TransferState } from '#database/transfers'
import type { CatalogFinding, ProductComparison } from '#engine/catalog/compare-products'
import type { PriceComparison, PriceFinding } from '#engine/catalog/compare-prices'
import type { ShownField, ShownProduct } from '#engine/catalog/show-product'
import type { Io } from './io.ts'
import { count, plural, table, when } from './output.ts'
import type { ChosenIntegration } from './session.ts'
import { causeLines } from './transfer-text.ts'

export interface ProductsState {
  readonly bindings: CatalogCounts
  readonly transfers: Readonly<Record<TransferState, number>>
  readonly causes: readonly CauseCount[]
  readonly overrides: readonly LoggedOverride[]
  readonly last: { readonly madeAt: string; readonly result: unknown } | null
}

export function stateOfProducts(io: Io, integration: ChosenIntegration, state: ProductsState): string {
  const { colors } = io
  const { bindings, transfers, causes, overrides, last } = state
  const lines = [
    `${colors.bold(integration.key)}  ${plural(bindings.bound, 'variant')} joined with items`,
    `  ${count(transfers.synced)} products in step, ${count(transfers.attention)} need you, ${count(transfers.pending + transfers.running + transfers.waiting)} on their way`,
  ]
  if (bindings.storeGone + bindings.targetGone > 0)
    lines.push(
      `  ${colors.yellow('!')} ${count(bindings.storeGone)} variants are gone from the store, ${count(bindings.targetGone)} items from the ERP`,
    )
  if (last === null)
    lines.push(colors.dim('  Both sides have not been compared as a whole yet: tillbridge products compare --dry-run'))
  else
    lines.push(
      colors.dim(`  Last compared ${when(new Date(last.madeAt), integration.timeZone)}: ${lastText(last.result)}`),
    )
  for (const { code, subject, message, remedy, transfers: held } of causes) {
    lines.push(
      '',
      `  ${colors.red('▲')} ${colors.bold(code)}${subject === null ? '' : `  ${subject}`}  ${colors.dim(plural(held, 'product'))}`,
    )
    lines.push(...causeLines(io, { message, remedy }))
  }
  if (overrides.length > 0)
    lines.push('', colors.dim('  Values that gave way'), ...overrides.map((one) => overrideText(io, one)))
  return lines.join('\n')
}

function lastText(result: unknown): string {
  const { bound, differing, found } = result as Partial<ProductComparison>
  const only = (kind: CatalogFinding['kind']): string => count(found?.[kind] ?? 0)
  return `${count(bound ?? 0)} joined, ${count(differing ?? 0)} different, ${only('only-in-store')} only in the store, ${only('only-in-target')} only in the ERP, ${only('duplicate')} with a SKU that is not unique`
}

const overrideText = ({ colors }: Io, { at, field, side, lost, won, targetItem }: LoggedOverride): string =>
  `    ${colors.dim(at.slice(0, 16).replace('T', ' '))}  ${targetItem ?? ''}  ${field}: ${sideText(side)} had ${shown(lost)}, now ${shown(won)}`

const sideText = (side: 'store' | 'target'): string => (side === 'store' ? 'the store' : 'the ERP')

export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 59)}…` : value
  if (typeof value === 'object' && 'value' in value && 'unit' in value)
    return `${String(value.value)} ${String(value.unit)}`
  if (typeof value === 'object' && 'amount' in value) return priceText(value as PriceFinding['from'])
  return JSON.stringify(value)
}

const priceText = ({
  amount,
  compareAt,
}: {
  readonly amount: string | null
  readonly compareAt?: string | null
}): string => `${amount ?? '–'}${compareAt == null ? '' : ` (struck out ${compareAt})`}`

export function findingText({ colors }: Io, finding: CatalogFinding): string {
  const { kind, sku, targetItem, storeVariant, title, field, side, from, to } = finding
  const name = `${colors.bold(sku ?? storeVariant ?? targetItem ?? '')}${title === null ? '' : colors.dim(`  ${title}`)}`
  if (kind === 'write')
    return `  ${colors.yellow('→')} ${name}  ${field} of ${sideText(side ?? 'store')}: ${shown(from)} → ${shown(to)}`
  if (kind === 'conflict')
    return `  ${colors.red('▲')} ${name}  ${field}: the ERP has ${shown(from)}, the store ${shown(to)}; a person decides`
  const texts = {
    bind: `is joined with the item ${targetItem ?? ''}`,
    duplicate: `has a SKU that is not unique (${targetItem ?? ''})`,
    'only-in-store': 'is only in the store',
    'only-in-target': 'is only in the ERP',
    'gone-in-store': `was deleted in the store; its item ${targetItem ?? ''} is left`,
    'gone-in-target': `has lost its item ${targetItem ?? ''}`,
  } as const
  return `  ${kind === 'bind' ? colors.green('+') : colors.yellow('!')} ${name}  ${texts[kind]}`
}

export function comparisonText({ colors }: Io, result: ProductComparison, dryRun: boolean): string {
  const { store, target, bound, differing, fields, found, written, raised } = result
  const lines = [
    `${colors.green('✓')} ${plural(store.variants, 'variant')} and ${plural(target.variants, 'item')} compared: ${count(bound)} joined, ${count(differing)} of them differ in ${plural(fields, 'field')}.`,
    `  ${count(found['only-in-store'])} only in the store, ${count(found['only-in-target'])} only in the ERP, ${count(found.duplicate)} with a SKU that is not unique, ${count(found['gone-in-store'] + found['gone-in-target'])} with a dead link.`,
  ]
  lines.push(
    dryRun ? '  Nothing was written.' : `  ${count(written)} written in bulk, ${plural(raised, 'product')} one by one.`,
  )
  return lines.join('\n')
}

export function priceFindingText({ colors }: Io, { sku, targetItem, list, side, from, to }: PriceFinding): string {
  const where = side === 'target' ? 'in the ERP' : list === '' ? 'in the store' : `on ${list}`
  return `  ${colors.yellow('→')} ${colors.bold(sku ?? targetItem)}  ${where}: ${priceText(from)} → ${to === null ? 'no price of its own' : priceText(to)}`
}

export const priceComparisonText = ({ colors }: Io, result: PriceComparison, dryRun: boolean): string =>
  `${colors.green('✓')} Prices of ${plural(result.compared, 'variant')} compared: ${count(result.differing)} differ.\n  ${dryRun ? 'Nothing was written.' : `${count(result.written)} written, ${plural(result.raised, 'item')} one by one.`}`

export function productText(io: Io, product: ShownProduct): string {
  const { colors } = io
  const lines = [
    `${colors.bold(product.title)}  ${colors.dim(`product ${product.product}`)}`,
    ...fieldTable(io, product.fields),
  ]
  for (const { sku, variant, item, fields } of product.variants)
    lines.push(
      '',
      `  ${colors.bold(sku ?? '–')}  ${colors.dim(`variant ${variant}, item ${item}`)}`,
      ...fieldTable(io, fields),
    )
  for (const { sku, variant } of product.unbound)
    lines.push('', `  ${colors.bold(sku ?? '–')}  ${colors.dim(`variant ${variant}`)}  ${colors.yellow('has no item')}`)
  for (const problem of product.problems) lines.push('', `  ${colors.red('▲')} ${problem}`)
  if (product.overrides.length > 0)
    lines.push('', colors.dim('  Values that gave way'), ...product.overrides.map((one) => overrideText(io, one)))
  return lines.join('\n')
}

function fieldTable({ colors, columns }: Io, fields: readonly ShownField[]): string[] {
  if (fields.length === 0) return []
  const titles = ['', 'owner', 'store', 'ERP', ''].map((title, index) => ({ title, flexible: index === 3 }))
  const rows = fields.map(({ field, owner, store, target, next, state }) => [
    field,
    owner === 'store' ? 'store' : 'ERP',
    shown(store),
    shown(target),
    next === null ? colors.dim(state) : colors.yellow(`${sideText(next.side)} gets ${shown(next.value)}`),
  ])
  return [table(titles, rows, { colors, width: columns })]
}
