import { en, type TextId } from '#web/languages/en.ts'
import type { Say } from '#web/languages/use-text.ts'

const OWN = 'customFields.'
const ON_LIST = 'price on '

/** A field in words; fields that a rule joins, and prices on a list, are called by their own name. */
export function fieldName(text: Say, field: string): string {
  if (field.startsWith(OWN)) return text('products.field.own', { name: field.slice(OWN.length) })
  if (field.startsWith(ON_LIST)) return text('products.field.priceOn', { list: field.slice(ON_LIST.length) })
  const id = `products.field.${field}`
  return id in en ? text(id as TextId) : field
}
