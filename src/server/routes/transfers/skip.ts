import { showTransfer, skipTransfer } from '#database/transfers'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'

export const skipTransferRoute: Handler<'transfers.skip'> = async ({
  services,
  organizationId,
  params,
  body,
  note,
}) => {
  const before = await showTransfer(services.queries, organizationId, params.transferId)
  if (before === null) throw missing('transfer')
  note({
    subject: `transfer:${params.transferId}`,
    before: { state: before.transfer.state },
    after: { state: 'skipped', reason: body.reason },
  })
  if (!(await skipTransfer(services.queries, organizationId, params.transferId, body.reason))) throw notNow()
  return { skipped: true }
}

const notNow = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'TRANSFER_NOT_SKIPPABLE',
    message: 'This transfer runs right now, or is in step already.',
    remedy: 'Wait until it has run; what is booked already can be undone, not skipped.',
  })
