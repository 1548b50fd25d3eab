import { hasOwner, insertOwnerLink } from '#database/owner-links'
import { inTransaction } from '#database/pool'
import { addressOf } from './address.ts'
import type { Bridge } from './bridge.ts'
import type { AppSettings } from './settings.ts'

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

/** Where people open an installation that may or may not run now. */
export const installationAddress = ({ publicUrl, host, port }: AppSettings): string =>
  addressOf(publicUrl, `http://${host}:${port}`)

export const invitationLink = (address: string, token: string): string => `${address}/invitation#token=${token}`

export const welcomeLink = (address: string, token: string): string => `${address}/welcome#token=${token}`
