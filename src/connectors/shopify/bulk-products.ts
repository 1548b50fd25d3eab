import { z } from 'zod'
import type { Context } from '#contract/context'
import type { BulkVariantChange, VariantOutcome } from '#contract/products'
import { bulkMutate } from './bulk.ts'
import { variantFromGraphql } from './map-product.ts'
import { productGid, variantGid } from './products.ts'
import { VARIANTS_UPDATE } from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'
import { outcomeOf, variantInput } from './variant-input.ts'

const line = z.object({
  data: VARIANTS_UPDATE.data.nullish(),
  errors: z.unknown().optional(),
  __lineNumber: z.number(),
})

// Arrays in an input hold 250 entries at most, and a product may have more variants.
const VARIANTS_PER_LINE = 250
const REPORT_EVERY = 1_000

/** Many changes in one bulk operation: one line per product, which costs no points. */
export async function* updateInBulk(
  context: Context<ShopifySettings>,
  changes: readonly BulkVariantChange[],
  key: string,
): AsyncGenerator<{ readonly done: number; readonly outcomes: readonly VariantOutcome[] }> {
  const batches = [...Map.groupBy(changes, (change) => change.productExternalId)].flatMap(([product, variants]) =>
    slices(variants).map((part) => ({ product, variants: part })),
  )
  const variables = batches.map(({ product, variants }) => ({
    productId: productGid(product),
    variants: variants.map(({ externalId, changes: wanted }) => ({
      id: variantGid(externalId),
      ...variantInput(wanted),
    })),
  }))
  let done = 0
  let outcomes: VariantOutcome[] = []
  for await (const answered of bulkMutate(context, VARIANTS_UPDATE.text, variables, key)) {
    const parsed = line.safeParse(answered)
    const batch = parsed.success ? batches[parsed.data.__lineNumber] : undefined
    if (!parsed.success || batch === undefined) continue
    outcomes.push(...outcomesOf(batch.variants, parsed.data))
    done += batch.variants.length
    if (outcomes.length < REPORT_EVERY) continue
    yield { done, outcomes }
    outcomes = []
  }
  if (outcomes.length > 0) yield { done, outcomes }
}

const slices = <T>(items: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / VARIANTS_PER_LINE) }, (_, index) =>
    items.slice(index * VARIANTS_PER_LINE, (index + 1) * VARIANTS_PER_LINE),
  )

function outcomesOf(variants: readonly BulkVariantChange[], { data, errors }: z.output<typeof line>): VariantOutcome[] {
  const answer = data?.productVariantsBulkUpdate
  if (answer == null) {
    const message = JSON.stringify(errors ?? 'no answer').slice(0, 300)
    return variants.map(({ externalId }) => ({ externalId, outcome: 'refused', code: 'NO_ANSWER', message }))
  }
  const shown = new Map(answer.productVariants?.map((entry) => [entry.id, variantFromGraphql(entry)]))
  return variants.map(({ externalId }, index) => outcomeOf(externalId, index, answer.userErrors, shown.get(externalId)))
}
