import { type FieldAbility, impossibleRules } from '#catalog/abilities'
import type { ProductRules } from '#catalog/rules'
import type { Connector } from '#contract/connector'
import type { Path, Problem } from './problems.ts'
import { problem } from './schema-problems.ts'
import type { SourceText } from './source-text.ts'

/** Rules about fields of products that one of the two systems cannot follow. */
export function fieldProblems(
  at: Path,
  rules: ProductRules,
  sides: { readonly store: Connector<never>; readonly target: Connector<never> },
  lineOf: SourceText['lineOf'],
): Problem[] {
  const [store, target] = [abilityOf(sides.store), abilityOf(sides.target)]
  if (store === null || target === null) return []
  return impossibleRules(rules, { store, target }).map(({ path, message, remedy }) =>
    problem([...at, ...path], message, remedy, { lineOf }),
  )
}

/** `null` = it has no products at all. */
function abilityOf({ name, reads, writes }: Connector<never>): FieldAbility | null {
  if (reads.products === undefined) return null
  const { fields, customFields = [] } = reads.products
  const takes = writes.products?.fields
  return {
    name,
    tells: fields === undefined ? null : new Set<string>([...fields.product, ...fields.variant]),
    takes: new Set<string>([...(takes?.product ?? []), ...(takes?.variant ?? [])]),
    findsBarcodes: reads.products.byBarcode !== undefined,
    customFields,
  }
}
