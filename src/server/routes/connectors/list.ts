import { returnAddress } from '#engine/grants'
import type { Handler } from '#server/api/call'

export const listConnectors: Handler<'connectors.list'> = async ({ services, params }) => ({
  items: [...(await services.configuration.connectors())],
  returnTo: returnAddress(services.address(), params.organization),
})
