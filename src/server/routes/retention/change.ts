import { readRetention } from '#database/retention'
import { changeRetention, showRetention } from '#engine/retention-rules'
import type { Handler } from '#server/api/call'

export const changeRetentionRoute: Handler<'retention.change'> = async (call) => {
  const { services, organizationId, body, note } = call
  note({ subject: 'retention', before: await readRetention(services.pool, organizationId), after: body.days })
  // What is not named has no key: `undefined` is not a way to say "for ever".
  const named = Object.entries(body.days).filter(([, days]) => days !== undefined)
  await changeRetention(services, organizationId, Object.fromEntries(named))
  return { items: await showRetention(services, organizationId) }
}
