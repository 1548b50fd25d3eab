import { listDeliveries } from '#database/alert-deliveries'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'

const MOST_MESSAGES = 5

export const listDeliveriesRoute: Handler<'alerts.deliveries'> = async ({ services, organizationId, query }) => {
  const { limit, after, channelId } = query
  const found = await listDeliveries(services.pool, organizationId, { channelId, after, limit: limit + 1 })
  return pageOf(
    found,
    limit,
    ({ deliveryId }) => deliveryId,
    ({ content: { alarms, more }, ...delivery }) => ({
      ...delivery,
      messages: alarms.slice(0, MOST_MESSAGES).map(({ message }) => message),
      alarms: alarms.length + more,
    }),
  )
}
