import { hasOwner, insertOwnerLink } from '#database/owner-links'
import { inTransaction } from '#database/pool'
import type { Bridge } from './bridge.ts'
import { addressOf } from './web-parts.ts'

/**
 * While nobody owns the installation: the link that makes the first owner, once, within a day.
 * The token stands in the fragment, which browsers never send, so that no log has it.
 *
 * @param url where this process listens.
 */
export async function firstOwnerLink(bridge: Bridge, url: string): Promise<string | null> {
  const { pool, clock, organizationId } = bridge
  const token = await inTransaction(pool, async (sql) => {
    if (await hasOwner(sql, organizationId)) return null
    return await insertOwnerLink(sql, organizationId, { userId: null, now: clock.now() })
  })
  return token === null ? null : welcomeLink(addressOf(bridge.settings.publicUrl, url), token)
}

export const welcomeLink = (address: string, token: string): string => `${address}/welcome#token=${token}`
