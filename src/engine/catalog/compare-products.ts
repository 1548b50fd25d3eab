import { randomUUID } from 'node:crypto'
import { type Common, type FieldPlan, planFields } from '#catalog/plan-fields'
import { type Binding, findProductBinding, pageBindings } from '#database/bindings'
import { keepComparison } from '#database/catalog'
import { findSeen, forgetSeen, type SeenKey, type SeenRow } from '#database/catalog-seen'
import type { EngineServices } from '#engine/services'
import { bindUnbound } from './bind-in-bulk.ts'
import { bulkWriter, type PlannedVariant } from './bulk-writes.ts'
import { comparingScope } from './comparing-scope.ts'
import { type ReadProgress, readSide, type SeenRecord } from './read-sides.ts'
import { raise } from './raise.ts'
import { type CatalogSides, openSides } from './sides.ts'

/** Something that a comparison found. */
export interface CatalogFinding {
  readonly kind:
    | 'write'
    | 'conflict'
    | 'bind'
    | 'duplicate'
    | 'only-in-store'
    | 'only-in-target'
    | 'gone-in-store'
    | 'gone-in-target'
  readonly sku: string | null
  readonly storeProduct: string | null
  readonly storeVariant: string | null
  readonly targetItem: string | null
  readonly title: string | null
  /** Of a write or a conflict: the field, the side that gets another value, and both values. */
  readonly field?: string
  readonly side?: 'store' | 'target'
  readonly from?: unknown
  readonly to?: unknown
}

export interface CompareRequest {
  readonly organizationId: string
  readonly integrationId: string
  /** Only look: every change is told, none is made. */
  readonly dryRun: boolean
  readonly signal?: AbortSignal
  onProgress?(progress: ReadProgress): void
  onFinding?(finding: CatalogFinding): void
}

export interface ProductComparison {
  readonly store: { readonly products: number; readonly variants: number }
  readonly target: { readonly products: number; readonly variants: number }
  readonly bound: number
  /** Variants that are not in step, and how many fields of them. */
  readonly differing: number
  readonly fields: number
  readonly found: Readonly<Record<CatalogFinding['kind'], number>>
  /** Variants that were written in bulk, and products whose own runs do the rest. */
  readonly written: number
  readonly raised: number
}

const PAGE = 1_000

/** What a comparison is made with, and where its findings go. */
export interface Comparing {
  readonly services: EngineServices
  readonly sides: CatalogSides
  readonly key: SeenKey
  readonly dryRun: boolean
  tell(finding: CatalogFinding): void
  /** Records whose own runs have something to do. */
  readonly raise: Set<string>
}

/**
 * Compares all products of both sides, and brings what differs in step: many variants by the bulk means of the systems, what needs
 * more by runs of single products.
 *
 * @throws {TillbridgeError} whatever the systems answer; nothing is taken for gone that was not read completely.
 */
export async function compareProducts(services: EngineServices, request: CompareRequest): Promise<ProductComparison> {
  const sides = await openSides(services, request, comparingScope(request))
  const key: SeenKey = { ...sides.key, runId: randomUUID() }
  const found = emptyCounts()
  const comparing: Comparing = {
    services,
    sides,
    key,
    dryRun: request.dryRun,
    raise: new Set(),
    tell(finding) {
      found[finding.kind] += 1
      request.onFinding?.(finding)
    },
  }
  const progress = (entry: ReadProgress): void => request.onProgress?.(entry)
  try {
    const [store, target] = await Promise.all([
      readSide(services, sides, key, 'store', progress),
      readSide(services, sides, key, 'target', progress),
    ])
    await bindUnbound(comparing)
    const compared = await compareBound(comparing, progress)
    const raised = request.dryRun ? 0 : await raiseAll(comparing)
    const result = { store, target, ...compared, found, raised }
    await keepComparison(services.pool, sides.key, 'products', { ...result, dryRun: request.dryRun })
    return result
  } finally {
    await forgetSeen(services.pool, key)
  }
}

const emptyCounts = (): Record<CatalogFinding['kind'], number> => ({
  write: 0,
  conflict: 0,
  bind: 0,
  duplicate: 0,
  'only-in-store': 0,
  'only-in-target': 0,
  'gone-in-store': 0,
  'gone-in-target': 0,
})

async function compareBound(
  comparing: Comparing,
  onProgress: (progress: ReadProgress) => void,
): Promise<Pick<ProductComparison, 'bound' | 'differing' | 'fields' | 'written'>> {
  const { services, key } = comparing
  const writer = bulkWriter(comparing, onProgress)
  let [bound, differing, fields] = [0, 0, 0]
  for (let after = ''; ;) {
    const page = await pageBindings(services.pool, key, after, PAGE)
    for (const planned of await planPage(comparing, page)) {
      const changes = Object.keys(planned.plan.toStore).length + Object.keys(planned.plan.toTarget).length
      fields += changes
      if (changes > 0) differing += 1
      await writer.add(planned)
    }
    bound += page.length
    onProgress({ stage: 'compare', done: bound, total: null })
    if (page.length < PAGE) break
    after = page.at(-1)?.storeVariant ?? ''
  }
  return { bound, differing, fields, written: await writer.end() }
}

async function planPage(comparing: Comparing, page: readonly Binding[]): Promise<PlannedVariant[]> {
  const { services, key } = comparing
  const seen = async (side: 'store' | 'target', values: readonly string[]): Promise<Map<string, SeenRow>> =>
    new Map((await findSeen(services.pool, key, side, { column: 'id', values })).map((row) => [row.id, row]))
  const store = await seen(
    'store',
    page.map((binding) => binding.storeVariant),
  )
  const target = await seen(
    'target',
    page.map((binding) => binding.targetItem),
  )
  const planned: PlannedVariant[] = []
  for (const binding of page) {
    const [variant, item] = [store.get(binding.storeVariant), target.get(binding.targetItem)]
    if (variant === undefined || item === undefined) gone(comparing, binding, variant === undefined)
    else {
      const plan = fieldPlan(comparing, 'variant', recordOf(variant), recordOf(item), binding.fields as Common)
      const pair = { binding, variant, item, plan }
      tellPlan(comparing, pair, plan)
      await compareHead(comparing, pair)
      planned.push(pair)
    }
  }
  return planned
}

const recordOf = (row: SeenRow): SeenRecord => row.record as SeenRecord

function gone({ tell, raise: raised }: Comparing, binding: Binding, inStore: boolean): void {
  tell({ ...about(binding, null), kind: inStore ? 'gone-in-store' : 'gone-in-target' })
  raised.add(binding.storeProduct)
}

const about = (binding: Binding, title: string | null) => ({
  sku: binding.sku,
  storeProduct: binding.storeProduct,
  storeVariant: binding.storeVariant,
  targetItem: binding.targetItem,
  title,
})

function fieldPlan(
  { sides }: Comparing,
  level: 'variant' | 'product',
  store: SeenRecord,
  target: SeenRecord,
  common: Common,
): FieldPlan {
  const values = (record: SeenRecord) => (level === 'variant' ? record.values : (record.head ?? {}))
  return planFields({
    rules: sides.integration.rules.products,
    store: values(store),
    target: values(target),
    common,
    writable: {
      store: new Set<string>(sides.store.target?.fields[level]),
      target: new Set<string>(sides.target.target?.fields[level]),
    },
  })
}

function tellPlan({ tell }: Comparing, { binding, variant, item }: PlannedVariant, plan: FieldPlan): void {
  const row = about(binding, recordOf(variant).title)
  const values = {
    store: { ...recordOf(variant).head, ...recordOf(variant).values },
    target: { ...recordOf(item).head, ...recordOf(item).values },
  }
  for (const [side, changes] of [
    ['store', plan.toStore],
    ['target', plan.toTarget],
  ] as const) {
    for (const [field, to] of Object.entries(changes))
      tell({ ...row, kind: 'write', field, side, from: values[side][field as keyof typeof values.store] ?? null, to })
  }
  for (const { field, store, target } of plan.held) tell({ ...row, kind: 'conflict', field, from: target, to: store })
}

/** A product's own fields are written by its own run: there are few of them, and texts are long. */
async function compareHead(comparing: Comparing, pair: PlannedVariant): Promise<void> {
  const { binding, variant, item } = pair
  const [store, target] = [recordOf(variant), recordOf(item)]
  const isOneToOne = store.variants === 1 && target.variants === 1
  const isTemplate = target.options > 0
  if (store.head === undefined || (!isOneToOne && !isTemplate)) return
  const there = target.head === undefined ? await headOf(comparing, binding.targetProduct) : target
  if (there === null) return
  const { pool } = comparing.services
  const known = await findProductBinding(pool, comparing.key, binding.storeProduct)
  const common = known?.targetProduct === binding.targetProduct ? (known.fields as Common) : {}
  const plan = fieldPlan(comparing, 'product', store, there, common)
  tellPlan(comparing, pair, plan)
  const isChanged = Object.keys(plan.toStore).length + Object.keys(plan.toTarget).length + plan.held.length > 0
  if (isChanged) comparing.raise.add(binding.storeProduct)
}

async function headOf({ services, key }: Comparing, product: string): Promise<SeenRecord | null> {
  const rows = await findSeen(services.pool, key, 'target', { column: 'product', values: [product] })
  const row = rows.find((entry) => recordOf(entry).head !== undefined)
  return row === undefined ? null : recordOf(row)
}

async function raiseAll({ services, sides, raise: keys }: Comparing): Promise<number> {
  const all = [...keys]
  for (let start = 0; start < all.length; start += PAGE)
    await raise(services, sides, 'products', all.slice(start, start + PAGE))
  return all.length
}
