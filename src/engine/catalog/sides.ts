import type { Context } from '#contract/context'
import type { ProductSource, ProductTarget } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import { assertRunning } from '#engine/assert-running'
import type { OpenConnection, RunScope } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { Progress } from '#engine/reconcile'
import type { EngineServices } from '#engine/services'

/** One side of the catalogue, ready for use. A part that is `null` is one that its connector does not have. */
export interface CatalogSide {
  readonly connection: OpenConnection
  readonly context: Context<never>
  readonly source: ProductSource<never>
  readonly target: ProductTarget<never> | null
}

export interface CatalogSides {
  readonly integration: LoadedIntegration
  readonly key: { readonly organizationId: string; readonly integrationId: string }
  readonly store: CatalogSide
  readonly target: CatalogSide
}

export interface SidesRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly revisions?: { readonly integration: number; readonly store: number; readonly target: number }
}

/**
 * Both sides of an integration's catalogue.
 *
 * @throws {TillbridgeError} `rejected`, `CATALOG_NOT_OFFERED`, when a connector has no products; what a paused connection throws.
 */
export async function openSides(
  services: EngineServices,
  { organizationId, integrationId, revisions }: SidesRequest,
  scope: RunScope,
  progress: Pick<Progress, 'talkingTo'> = { talkingTo: null },
): Promise<CatalogSides> {
  const integration = await services.integrations.load(organizationId, integrationId, revisions?.integration)
  const { storeConnectionId, targetConnectionId } = integration.row
  const open = async (connectionId: string, revision: number | undefined): Promise<CatalogSide> => {
    const connection = await services.connections.open(organizationId, connectionId, revision)
    progress.talkingTo = connection
    assertRunning(connection, services.clock.now())
    return sideOf(connection, scope)
  }
  const store = await open(storeConnectionId, revisions?.store)
  const target = await open(targetConnectionId, revisions?.target)
  return { integration, key: { organizationId, integrationId }, store, target }
}

function sideOf(connection: OpenConnection, scope: RunScope): CatalogSide {
  const { connector } = connection
  const source = connector.reads.products as ProductSource<never> | undefined
  if (source === undefined) throw notOffered(connector.name)
  const target = (connector.writes.products as ProductTarget<never> | undefined) ?? null
  return { connection, context: connection.context(scope), source, target }
}

const notOffered = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CATALOG_NOT_OFFERED',
    message: `${name} has no products that Tillbridge could read.`,
    remedy: 'Disable the flow of products and prices for this integration.',
    subject: `connector:${name}`,
  })
