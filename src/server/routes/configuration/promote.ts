import type { ApiPromoted } from '#api/configuration'
import type { Handler } from '#server/api/call'
import type { Promoted } from '#server/configuration'
import { byCaller } from '#server/routes/connections/by-caller'

export const previewPromotion: Handler<'configuration.promotion'> = async ({ services, organizationId, body }) =>
  shown(await services.configuration.promote(organizationId, body, null))

export const promoteConfiguration: Handler<'configuration.promote'> = async (call) => {
  const { services, organizationId, body, note } = call
  note({ subject: `integration:${body.to}` })
  const promoted = await services.configuration.promote(organizationId, body, byCaller(call))
  note({ after: { ...body, changes: promoted.changes.flatMap(({ fields }) => fields) } })
  return shown(promoted)
}

const shown = ({ changes, released, unknown, unchecked, foreignIds }: Promoted): ApiPromoted => ({
  changes: [...changes],
  released,
  unknown: [...unknown],
  unchecked: [...unchecked],
  foreignIds: [...foreignIds],
})
