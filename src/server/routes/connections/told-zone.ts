import { checkedConnection } from '#engine/checked-connection'
import type { Actor } from '#server/api/actor'
import type { ServerServices } from '#server/services'
import { byCaller } from './by-caller.ts'
import { connectionOf } from './shown.ts'

interface Made {
  readonly services: ServerServices
  readonly organizationId: string
  readonly actor: Actor
}

/** What settings say where nobody has said anything. */
const NOT_CHOSEN = 'UTC'

/**
 * A connection that was made without a time zone lives by the clock that its system keeps, where that tells: the days of its orders
 * are then those of the shop. What cannot be asked stays as it is; checking it says so.
 */
export async function takeToldZone(made: Made, key: string): Promise<void> {
  const { services, organizationId } = made
  const connection = await connectionOf(made, key)
  if (connection.settings['timeZone'] !== NOT_CHOSEN) return
  const { timeZone = null } = await checkedConnection(services, connection)
  if (timeZone === null || timeZone === NOT_CHOSEN) return
  await services.configuration.saveConnection(
    organizationId,
    key,
    (before) => ({ ...before, connector: before?.connector ?? '', settings: { ...before?.settings, timeZone } }),
    byCaller(made),
  )
}
