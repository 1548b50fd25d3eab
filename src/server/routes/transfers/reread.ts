import { rereadTransfer } from '#database/transfer-events'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { transferOf } from './one.ts'

export const rereadTransferRoute: Handler<'transfers.reread'> = async (call) => {
  const { services, organizationId, params, note } = call
  const { transfer } = await transferOf(call)
  note({ subject: `transfer:${params.transferId}`, before: { state: transfer.state } })
  if (!(await rereadTransfer(services.pool, organizationId, params.transferId))) throw held()
  return { rereading: true }
}

const held = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'TRANSFER_HELD',
    message: 'This record is held back: its integration is not live yet.',
    remedy: 'Let the integration go live; then it is read and run.',
  })
