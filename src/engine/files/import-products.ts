import type { Context } from '#contract/context'
import type { NewVariant, ProductChanges, VariantChanges } from '#contract/products'
import { type FileProduct, type FileVariant, productOf } from '#csv/product-rows'
import { writingScope } from '#engine/changes'
import { stableJson } from '#lib/hash'
import type { Product, Variant } from '#model/product'
import { groupedRows } from './groups.ts'
import type { Importing } from './import.ts'
import { openSide, productsOf } from './sides.ts'

interface Bench {
  readonly importing: Importing
  readonly context: Context<never>
  readonly products: ReturnType<typeof productsOf>
}

type Line = FileProduct['variants'][number]

/**
 * Brings products of a file into a store or a target: fields that the file has, and nothing else. What is not there is made as a draft.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_IMPORT_IMPOSSIBLE`; whatever the system answers.
 */
export async function importProducts(importing: Importing): Promise<void> {
  const { request, refuse, counts } = importing
  const side = await openSide(importing, request.into ?? 'store')
  const bench = { importing, context: side.context(writingScope(request.signal)), products: productsOf(side) }
  for await (const rows of groupedRows(importing, 'product')) {
    const result = productOf(rows)
    if (result.ok) {
      counts.records += 1
      await take(bench, result.product)
    } else refuse(result.problems)
  }
}

async function take(bench: Bench, wanted: FileProduct): Promise<void> {
  const { importing, context, products } = bench
  const found = new Map<string, Product>()
  for (const { sku, line } of wanted.variants) {
    const owners = await products.source.bySku(context, sku)
    if (owners.length > 1) {
      const message = `several products have the SKU ${sku}: ${owners.map(({ title }) => title).join(', ')}`
      return importing.refuse([{ line, column: 'sku', value: sku, message }])
    }
    for (const owner of owners) found.set(owner.externalId, owner)
  }
  const [product, ...others] = found.values()
  const line = wanted.variants[0]?.line ?? 0
  if (product === undefined) return create(bench, wanted)
  if (others.length === 0) return update(bench, product, wanted)
  const message = `its variants belong to several products: ${[...found.values()].map(({ title }) => title).join(', ')}`
  importing.refuse([{ line, column: 'product', value: wanted.key, message }])
}

async function create({ importing, context, products }: Bench, wanted: FileProduct): Promise<void> {
  const { request, counts, integration } = importing
  const { key, variants, status = 'draft', ...head } = wanted
  const line = variants[0]?.line ?? 0
  request.onChange?.({ line, subject: key, what: 'new product', before: null, after: wanted.title })
  counts.written += 1
  if (request.dryRun) return
  const reference = `${integration.row.key}:product:file/${key}`
  if ((await products.sink.find(context, reference)) !== null) return
  await products.sink.create(context, { ...head, status, handle: key, variants: variants.map(newVariant) }, reference)
}

const newVariant = ({ line: _line, ...variant }: Line): NewVariant => variant

async function update({ importing, context, products }: Bench, product: Product, wanted: FileProduct): Promise<void> {
  const { request, counts } = importing
  const { fields } = products.sink
  const { key, variants, options: _options, ...head } = wanted
  const changes = differing(product, head as ProductChanges, fields.product)
  const known = new Map(product.variants.map((variant) => [variant.sku, variant]))
  const updates = variants.flatMap((line) => {
    const variant = known.get(line.sku)
    const own = variant === undefined ? {} : differing(variant, changesOf(line), fields.variant)
    return variant === undefined || Object.keys(own).length === 0 ? [] : [{ line, variant, changes: own }]
  })
  const added = variants.filter(({ sku }) => !known.has(sku))
  if (Object.keys(changes).length + updates.length + added.length === 0) return void (counts.unchanged += 1)
  counts.written += 1
  for (const [what, after] of Object.entries(changes)) tell(importing, variants[0], key, what, product, after)
  for (const { line, variant, changes: own } of updates) {
    for (const [what, after] of Object.entries(own)) tell(importing, line, line.sku, what, variant, after)
  }
  for (const line of added) tell(importing, line, line.sku, 'new variant', {}, key)
  if (request.dryRun) return
  if (Object.keys(changes).length > 0) await products.sink.update(context, product.externalId, changes)
  if (updates.length > 0) {
    const outcomes = await products.sink.updateVariants(
      context,
      product.externalId,
      updates.map(({ variant, changes: own }) => ({ externalId: variant.externalId, changes: own })),
    )
    outcomes.forEach((outcome, index) => {
      const line = updates[index]?.line
      if (outcome.outcome === 'written' || line === undefined) return
      const message = outcome.outcome === 'refused' ? outcome.message : 'is gone by now'
      importing.refuse([{ line: line.line, column: null, value: line.sku, message }])
    })
  }
  if (added.length > 0) await products.sink.addVariants(context, product.externalId, added.map(newVariant))
}

const changesOf = ({ line: _line, sku: _sku, optionValues: _values, ...changes }: Line): VariantChanges => changes

/** The fields that are given, that the system can hold, and that it states otherwise. */
function differing<C extends ProductChanges | VariantChanges>(
  present: Product | Variant,
  wanted: C,
  fields: readonly string[],
): Partial<C> {
  const stated = present as unknown as Readonly<Record<string, unknown>>
  const different = Object.entries(wanted).filter(
    ([name, value]) => fields.includes(name) && stableJson(stated[name] ?? null) !== stableJson(value ?? null),
  )
  return Object.fromEntries(different) as Partial<C>
}

function tell(
  { request }: Importing,
  line: (FileVariant & { readonly line: number }) | undefined,
  subject: string,
  what: string,
  present: object,
  after: unknown,
): void {
  const before = (present as Readonly<Record<string, unknown>>)[what]
  request.onChange?.({ line: line?.line ?? 0, subject, what, before: textOf(before), after: textOf(after) })
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
