import { TillbridgeError } from '#lib/errors'
import type { StockFlowKey } from '#database/stock-flows'
import { chooseIntegration, type ChosenIntegration, hasFlow } from '#server/routes/ledger/comparable'
import type { ServerServices } from '#server/services'

export interface StockIntegration {
  readonly integration: ChosenIntegration
  readonly key: StockFlowKey
}

/**
 * The integration whose stock is meant.
 *
 * @throws {TillbridgeError} `NOT_FOUND`, `STOCK_SWITCHED_OFF`.
 */
export async function stockIntegration(
  services: Pick<ServerServices, 'pool'>,
  organizationId: string,
  asked: string | undefined,
): Promise<StockIntegration> {
  const integration = await chooseIntegration(services, organizationId, { key: asked, flow: 'inventory' })
  if (!hasFlow(integration, 'inventory')) throw switchedOff(integration.key)
  return { integration, key: { organizationId, integrationId: integration.integrationId } }
}

const switchedOff = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_SWITCHED_OFF',
    message: `The stock of the integration "${key}" is not kept in step.`,
    remedy: 'Switch it on in the configuration, under flows: inventory: { enabled: true }, and apply it.',
  })
