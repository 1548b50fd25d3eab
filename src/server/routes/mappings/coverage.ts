import type { Handler } from '#server/api/call'
import { integrationOf } from '#server/routes/integrations/shown'

export const showCoverage: Handler<'mappings.coverage'> = async (call) => {
  const { services, organizationId, params } = call
  const { integrationId, revision } = await integrationOf(call, params.integration)
  const { fields, ...counts } = await services.engine.coverage({ organizationId, integrationId, revision })
  return {
    ...counts,
    fields: fields.map((field) => ({ ...field, goesTo: [...field.goesTo], rules: [...field.rules] })),
  }
}
