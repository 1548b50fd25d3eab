import { isNothing } from '#catalog/fields'
import { type Binding, dropReplaced, findBindings, saveBindings } from '#database/bindings'
import { findSeen, findUnbound, type SeenRow } from '#database/catalog-seen'
import type { Comparing } from './compare-products.ts'
import { TARGET_PREFIX } from './raise.ts'
import { type SeenRecord, skuOf } from './read-sides.ts'

const PAGE = 1_000

/** Joins variants with items by the key of the rule where exactly one of each has it; names what cannot be joined. */
export async function bindUnbound(comparing: Comparing): Promise<void> {
  const { services, key, sides, tell, dryRun } = comparing
  const { create } = sides.integration.rules.products
  const named = new Set(sides.integration.mappings.items.flatMap((entry) => ('sku' in entry ? entry.sku : [])))
  const isNamed = (sku: string | null): boolean => sku !== null && named.has(sku)
  for (let after = ''; ;) {
    const page = await findUnbound(services.pool, key, 'store', after, PAGE)
    const bindings: Binding[] = []
    const items = await freeItems(comparing, page)
    for (const row of page) {
      const [item, second] = row.inTarget
      const isDouble = row.inStore.length > 1 || second !== undefined
      if (row.sku !== null && item !== undefined && isDouble)
        tell({ ...aboutVariant(row), kind: 'duplicate', targetItem: row.inTarget.join(', ') })
      // What a person mapped to another item is joined by the product's own run.
      else if (isNamed(skuOf(row))) comparing.raise.add(row.product)
      else if (item === undefined) {
        tell({ ...aboutVariant(row), kind: 'only-in-store' })
        const mayMake = create.target !== 'none' && skuOf(row) !== null
        if (mayMake || mayHaveBarcode(comparing, row)) comparing.raise.add(row.product)
      } else {
        const found = items.get(item)
        tell({ ...aboutVariant(row), kind: found === undefined ? 'duplicate' : 'bind', targetItem: item })
        if (found === undefined) comparing.raise.add(row.product)
        else bindings.push(bindingOf(row, found))
      }
    }
    if (!dryRun) {
      await saveBindings(services.pool, key, bindings)
      for (const product of await dropReplaced(services.pool, key, bindings)) comparing.raise.add(product)
    }
    if (page.length < PAGE) break
    after = page.at(-1)?.id ?? ''
  }
  await tellUnboundItems(comparing)
}

/** By a barcode a variant finds its item in the run of its product: a comparison joins by one key. */
const mayHaveBarcode = ({ sides }: Comparing, row: SeenRow): boolean =>
  sides.integration.rules.products.matchBy === 'sku-then-barcode' &&
  !isNothing((row.record as SeenRecord).values.barcode)

/** The items that are free to be joined. */
async function freeItems(
  { services, key }: Comparing,
  page: readonly { readonly inTarget: readonly string[] }[],
): Promise<ReadonlyMap<string, SeenRow>> {
  const ids = page.flatMap(({ inTarget }) => inTarget)
  const rows = await findSeen(services.pool, key, 'target', { column: 'id', values: ids })
  const taken = new Set(
    (await findBindings(services.pool, key, { targetItems: ids }))
      .filter(({ state }) => state !== 'store-gone')
      .map(({ targetItem }) => targetItem),
  )
  return new Map(rows.filter((row) => !taken.has(row.id)).map((row) => [row.id, row]))
}

const bindingOf = (row: SeenRow, item: SeenRow): Binding => ({
  storeVariant: row.id,
  storeProduct: row.product,
  targetItem: item.id,
  targetProduct: item.product,
  reference: item.reference,
  sku: skuOf(row),
  state: 'bound',
  fields: {},
})

async function tellUnboundItems({ services, key, sides, tell, raise }: Comparing): Promise<void> {
  const { create } = sides.integration.rules.products
  for (let after = ''; ;) {
    const page = await findUnbound(services.pool, key, 'target', after, PAGE)
    for (const row of page) {
      if (row.inStore.length > 0) continue
      tell({
        kind: 'only-in-target',
        sku: skuOf(row),
        storeProduct: null,
        storeVariant: null,
        targetItem: row.id,
        title: titleOf(row),
      })
      if (create.store !== 'none') raise.add(`${TARGET_PREFIX}${row.product}`)
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.id ?? ''
  }
}

const titleOf = (row: SeenRow): string => (row.record as SeenRecord).title

const aboutVariant = (row: SeenRow) => ({
  sku: skuOf(row),
  storeProduct: row.product,
  storeVariant: row.id,
  targetItem: null,
  title: titleOf(row),
})
