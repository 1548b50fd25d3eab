import { isObject } from './params.ts'
import { type Meta, nextId, type Shop } from './state.ts'

export function addMeta(shop: Shop, list: Meta[], key: string, value: unknown): void {
  list.push({ id: nextId(shop, 'meta'), key, value })
}

/** `meta_data` as it was sent: by id or by key an entry is changed, `null` takes it away. */
export function applyMeta(shop: Shop, list: Meta[], given: unknown): void {
  if (!Array.isArray(given)) return
  for (const item of given as unknown[]) {
    if (!isObject(item)) continue
    const index = list.findIndex(({ id, key }) =>
      item['id'] === undefined ? key === item['key'] : id === Number(item['id']),
    )
    const known = list[index]
    const value = item['value'] ?? null
    if (known === undefined) {
      if (value !== null && item['id'] === undefined) addMeta(shop, list, String(item['key'] ?? ''), value)
    } else if (value === null) list.splice(index, 1)
    else known.value = value
  }
}
