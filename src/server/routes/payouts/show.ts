import { payoutJournals, readPayout } from '#database/payouts'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { integrationKeys } from '#server/routes/transfers/filter'
import { payoutSummary, writtenJournal } from './summary.ts'

export const showPayout: Handler<'payouts.show'> = async ({ services, organizationId, params }) => {
  const row = await readPayout(services.pool, organizationId, params.transferId)
  if (row === null) throw missing('payout')
  const { mappings } = await services.engine.services.integrations.load(organizationId, row.integrationId)
  const journals = await payoutJournals(services.pool, organizationId, params.transferId)
  return {
    payout: payoutSummary(row, await integrationKeys(services, organizationId)),
    journals: journals.map((journal) => writtenJournal(journal, mappings)),
  }
}
