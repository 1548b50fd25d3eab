import { wantFullRun } from '#database/stock-flows'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { stockIntegration } from './integration.ts'

export const syncStock: Handler<'stock.sync'> = async ({ services, organizationId, body, note }) => {
  const { integration, key } = await stockIntegration(services, organizationId, body.integration)
  if (!integration.live) throw notLive(integration.key)
  note({ subject: `integration:${body.integration}` })
  await wantFullRun(services.pool, key)
}

const notLive = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_NOT_LIVE',
    message: `The integration "${key}" is not live, so nothing is written to the store.`,
    remedy: 'Set live: true in the configuration when you are ready, and apply it.',
  })
