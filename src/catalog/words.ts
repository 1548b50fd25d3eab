import type { Field, Side } from './fields.ts'
import type { ProductRules } from './rules.ts'

const fold = (word: string): string => word.trim().toLowerCase()

/**
 * A value of one side in the words of the other; `undefined` = the other side has no word for it that we know. Tax classes and units
 * have words of their own; kinds of product may have.
 */
export function translated(rules: ProductRules, field: Field, value: unknown, from: Side): unknown {
  const words = wordsFor(rules, field)
  if (words === null || value === null) return value
  const to: Side = from === 'store' ? 'target' : 'store'
  const found = words.find((word) => fold(word[from]) === fold(String(value)))?.[to]
  return found ?? (field === 'productType' ? value : undefined)
}

const wordsFor = (rules: ProductRules, field: Field): ProductRules['units'] | null =>
  field === 'taxClass'
    ? rules.taxClasses
    : field === 'unit'
      ? rules.units
      : field === 'productType'
        ? rules.productTypes
        : null
