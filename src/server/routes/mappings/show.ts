import type { Handler } from '#server/api/call'
import { integrationOf, mappingsShown } from '#server/routes/integrations/shown'

export const showMappings: Handler<'mappings.show'> = async (call) => {
  const integration = await integrationOf(call, call.params.integration)
  return { revision: integration.revision, mappings: mappingsShown(integration) }
}
