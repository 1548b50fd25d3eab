import type { Field, Side } from './fields.ts'
import type { ProductRules } from './rules.ts'

const fold = (word: string): string => word.trim().toLowerCase()

/**
 * A value of one side in the words of the other; `undefined` = the other side has no word for it that we know. Only tax classes and
 * units have words of their own.
 */
export function translated(rules: ProductRules, field: Field, value: unknown, from: Side): unknown {
  const words = field === 'taxClass' ? rules.taxClasses : field === 'unit' ? rules.units : null
  if (words === null || value === null) return value
  const to: Side = from === 'store' ? 'target' : 'store'
  return words.find((word) => fold(word[from]) === fold(String(value)))?.[to]
}
