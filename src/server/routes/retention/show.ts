import { previewRetention, showRetention } from '#engine/retention-rules'
import type { Handler } from '#server/api/call'

export const showRetentionRoute: Handler<'retention.show'> = async ({ services, organizationId }) => ({
  items: await showRetention(services, organizationId),
})

export const previewRetentionRoute: Handler<'retention.preview'> = ({ services, organizationId, query }) =>
  previewRetention(services, organizationId, query)
