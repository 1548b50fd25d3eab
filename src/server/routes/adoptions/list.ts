import { listAdoptions } from '#database/adoptions'
import type { Handler } from '#server/api/call'
import { transferOf } from '#server/routes/transfers/one'

export const listAdoptionsRoute: Handler<'adoptions.list'> = async (call) => {
  const { services, organizationId, params } = call
  const { transfer } = await transferOf(call)
  const owner = { organizationId, integrationId: transfer.integrationId }
  const found = await listAdoptions(services.pool, owner, { transferId: params.transferId })
  return { items: found.map((one) => ({ ...one, reasons: [...one.reasons] })) }
}
