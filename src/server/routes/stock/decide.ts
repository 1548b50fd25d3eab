import { confirmZeroes, refuseZeroes } from '#database/stock-stop'
import type { Handler } from '#server/api/call'
import { stockIntegration } from './integration.ts'

export const confirmStock: Handler<'stock.confirm'> = async ({ services, organizationId, body, note }) => {
  const { key } = await stockIntegration(services, organizationId, body.integration)
  const levels = await confirmZeroes(services.pool, key)
  note({ subject: `integration:${body.integration}`, after: { levels, become: 'zero' } })
  return { levels }
}

export const refuseStock: Handler<'stock.refuse'> = async ({ services, organizationId, body, note }) => {
  const { key } = await stockIntegration(services, organizationId, body.integration)
  const levels = await refuseZeroes(services.pool, key)
  note({ subject: `integration:${body.integration}`, after: { levels, become: 'as they are in the store' } })
  return { levels }
}
