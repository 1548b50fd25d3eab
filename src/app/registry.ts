import type { ConnectorRegistry } from '#contract/connector'
import { CONNECTOR_IDS, connectorIn } from './connector-folders.ts'

/** The connectors that come with Tillbridge, by id. The process that runs loads them one by one: `lazy-registry.ts`. */
export const connectorRegistry: ConnectorRegistry = new Map(
  await Promise.all(
    CONNECTOR_IDS.map(
      async (id) => [id, connectorIn((await import(`#connectors/${id}/index`)) as object, id)] as const,
    ),
  ),
)
