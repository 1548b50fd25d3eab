import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { byCaller } from '#server/routes/connections/by-caller'
import { assertSame } from '#server/routes/integrations/meanwhile'
import { integrationOf, mappingsShown } from '#server/routes/integrations/shown'

export const replaceMappings: Handler<'mappings.replace'> = async (call) => {
  const { services, organizationId, params, body, note } = call
  const before = await integrationOf(call, params.integration)
  note({ subject: `integration:${before.key}`, before: mappingsShown(before) })
  const { released } = await services.configuration.saveIntegration(
    organizationId,
    before.key,
    (file, now) => {
      if (file === null) throw missing('integration')
      assertSame(body.revision, now)
      return { ...file, mappings: { ...(file['mappings'] as object | undefined), ...body.mappings } }
    },
    byCaller(call),
  )
  const after = await integrationOf(call, before.key)
  const mappings = mappingsShown(after)
  note({ after: mappings })
  return { revision: after.revision, mappings, released }
}
