import { acknowledgeAlarm } from '#database/acknowledgements'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const acknowledge: Handler<'alerts.acknowledge'> = async (call) => {
  const { services, organizationId, params, actor, body, note } = call
  note({ subject: `alarm:${params.alarmId}` })
  const done = await acknowledgeAlarm(services.pool, organizationId, {
    alarmId: params.alarmId,
    by: actor.name,
    note: body.note ?? null,
    at: services.clock.now(),
  })
  if (done === null) throw missing('open alarm')
  note({ after: { by: done.by, note: done.note } })
  const { by, at, note: said } = done
  return { by, at, note: said }
}
