import type { Handler } from '#server/api/call'
import { nameOf, transferOf } from '#server/routes/transfers/one'

export const confirmAdoptionRoute: Handler<'adoptions.confirm'> = async (call) => {
  const { services, organizationId, actor, body, note } = call
  const { transfer } = await transferOf(call)
  const { integrationId, transferId, recordKey } = transfer
  note({ subject: `transfer:${transferId}`, after: { adopted: body.externalId } })
  return services.engine.confirmAdoption({
    organizationId,
    integrationId,
    transferId,
    recordKey,
    recordName: nameOf(transfer),
    externalId: body.externalId,
    by: actor.email ?? actor.name,
  })
}

export const rejectAdoptionsRoute: Handler<'adoptions.reject'> = async (call) => {
  const { services, organizationId, actor, body, note } = call
  const { transfer } = await transferOf(call)
  const { integrationId, transferId } = transfer
  note({ subject: `transfer:${transferId}`, after: { rejected: body.externalId ?? 'all' } })
  const by = actor.email ?? actor.name
  const rejection = { organizationId, integrationId, transferId, externalId: body.externalId, by }
  return { rejected: await services.engine.rejectAdoptions(rejection) }
}
