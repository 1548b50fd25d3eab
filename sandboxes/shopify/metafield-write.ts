import type { MetafieldState, ProductState, VariantState } from './catalog-state.ts'
import { findMetafield, fullNamespace } from './metafield-view.ts'
import type { Shop } from './shop.ts'

export interface MetafieldInput {
  readonly namespace?: string | null
  readonly key?: string | null
  readonly type?: string | null
  readonly value?: string | null
}

/** Sets one metafield; true when that changed anything. */
export function writeMetafield(
  shop: Shop,
  owner: ProductState | VariantState,
  { namespace, key, type, value }: MetafieldInput,
): { readonly field: MetafieldState; readonly changed: boolean } {
  const now = shop.clock.now()
  const known = findMetafield(owner.metafields, namespace, key ?? '')
  const text = value ?? ''
  if (known !== undefined) {
    if (known.value === text) return { field: known, changed: false }
    known.value = text
    known.updatedAt = now
    return { field: known, changed: true }
  }
  const field: MetafieldState = {
    id: shop.ids.next('Metafield'),
    namespace: fullNamespace(namespace),
    key: key ?? '',
    type: type ?? 'single_line_text_field',
    value: text,
    createdAt: now,
    updatedAt: now,
  }
  owner.metafields = [...owner.metafields, field]
  return { field, changed: true }
}

/** Sets several; with `replace` those that are not named go. */
export function writeMetafields(
  shop: Shop,
  owner: ProductState | VariantState,
  inputs: readonly MetafieldInput[],
  replace = false,
): boolean {
  const written = inputs.map((input) => writeMetafield(shop, owner, input))
  const kept = new Set(written.map((entry) => entry.field))
  const before = owner.metafields.length
  if (replace) owner.metafields = owner.metafields.filter((field) => kept.has(field))
  return written.some((entry) => entry.changed) || owner.metafields.length !== before
}
