import { retryTransfers } from '#database/transfers'
import type { Handler } from '#server/api/call'
import { filterOf, integrationKeys } from './filter.ts'

export const retryTransfersRoute: Handler<'transfers.retry'> = async ({ services, organizationId, body, note }) => {
  const { lift, transferIds, ...asked } = body
  const filter = filterOf(asked, await integrationKeys(services, organizationId))
  const [only, another] = transferIds ?? []
  // What is done to one transfer is part of its story.
  if (only !== undefined && another === undefined) note({ subject: `transfer:${only}` })
  note({ after: { ...asked, lift, ...(transferIds === undefined ? {} : { transferIds }) } })
  const chosen = transferIds === undefined ? {} : { transferIds }
  return { transfers: await retryTransfers(services.queries, organizationId, { ...filter, lift, ...chosen }) }
}
