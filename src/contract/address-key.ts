import { contentHash } from '#lib/hash'
import type { Address } from '#model/address'

/** A key under which two spellings of one address (case, spaces) are equal. */
export function addressKey(address: Address): string {
  const normal = Object.fromEntries(
    Object.entries(address).map(([name, value]) => [name, value?.trim().replace(/\s+/g, ' ').toLowerCase() || null]),
  )
  return contentHash(normal)
}
