import { showTransfer } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { integrationKeys, summaryOf } from './filter.ts'

export const showTransferRoute: Handler<'transfers.show'> = async ({ services, organizationId, params }) => {
  const shown = await showTransfer(services.queries, organizationId, params.transferId)
  if (shown === null) throw missing('transfer')
  const keys = await integrationKeys(services, organizationId)
  return { transfer: summaryOf(shown.transfer, keys), attempts: shown.attempts, links: shown.links }
}
