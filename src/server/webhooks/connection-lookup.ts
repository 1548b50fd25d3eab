import { type Connection, findConnection } from '#database/connections'
import type { DeliveryServices } from '#server/services'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
// A webhook burst must not cost a query each; a changed secret counts within this time.
const KEEP_MS = 1_000
const LARGEST_CACHE = 10_000

/** Finds the connection of a webhook address, remembering it for a second. Unknown addresses are never remembered. */
export function connectionLookup({
  pool,
  sealer,
  clock,
}: DeliveryServices): (id: string) => Promise<Connection | null> {
  const known = new Map<string, { readonly at: number; readonly connection: Promise<Connection | null> }>()
  return async (id) => {
    if (!UUID.test(id)) return null
    const now = clock.now().getTime()
    const entry = known.get(id)
    if (entry !== undefined && now - entry.at < KEEP_MS) return entry.connection
    if (known.size >= LARGEST_CACHE) known.clear()
    const connection = findConnection(pool, sealer, id)
    known.set(id, { at: now, connection })
    const found = await connection.catch((error: unknown) => {
      known.delete(id)
      throw error
    })
    if (found === null) known.delete(id)
    return found
  }
}
