import { type Flow, type Integration, listFlows, listIntegrations } from '#database/integrations'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

/** An integration with its flows and the shop's business time. */
export interface ChosenIntegration extends Integration {
  readonly flows: readonly Flow[]
  /** An IANA zone. */
  readonly timeZone: string
}

export async function allIntegrations(
  { pool }: Pick<ServerServices, 'pool'>,
  organizationId: string,
): Promise<ChosenIntegration[]> {
  const [integrations, flows] = await Promise.all([
    listIntegrations(pool, organizationId),
    listFlows(pool, organizationId),
  ])
  return integrations.map((integration) => {
    const own = flows.filter((flow) => flow.integrationId === integration.integrationId)
    return { ...integration, flows: own, timeZone: own.find(({ flow }) => flow === 'orders')?.timeZone ?? 'UTC' }
  })
}

export const hasFlow = ({ flows }: ChosenIntegration, name: string): boolean =>
  flows.some(({ flow, enabled }) => flow === name && enabled)

/**
 * The integration with this key; without one the first that has the flow, else the first.
 *
 * @throws {TillbridgeError} `NOT_FOUND`.
 */
export async function chooseIntegration(
  services: Pick<ServerServices, 'pool'>,
  organizationId: string,
  { key, flow = 'orders' }: { readonly key: string | undefined; readonly flow?: string },
): Promise<ChosenIntegration> {
  const all = await allIntegrations(services, organizationId)
  const found =
    key === undefined ? (all.find((one) => hasFlow(one, flow)) ?? all[0]) : all.find((one) => one.key === key)
  if (found === undefined) throw missing(key === undefined ? 'integration' : `integration "${key}"`)
  return found
}
