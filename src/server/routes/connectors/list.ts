import type { Handler } from '#server/api/call'

export const listConnectors: Handler<'connectors.list'> = async ({ services }) => ({
  items: [...(await services.configuration.connectors())],
})
