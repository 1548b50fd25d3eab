import type { Handler } from '#server/api/call'
import { integrationOf } from '#server/routes/integrations/shown'

export const tryMapping: Handler<'mappings.try'> = async (call) => {
  const { services, organizationId, params, body } = call
  const { integrationId } = await integrationOf(call, params.integration)
  const { order = null, ...entry } = body
  const tried = await services.engine.tryField({ organizationId, integrationId, order, entry })
  return { ...tried, values: tried.values.map((one) => ({ ...one, reads: [...one.reads] })) }
}
