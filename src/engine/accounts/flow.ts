import type { AccountSource } from '#contract/accounts'
import type { Change } from '#contract/source'
import { type ChangesRequest, listed, readingScope } from '#engine/changes'
import type { OpenConnection } from '#engine/connections'
import type { FlowHandler } from '#engine/flows'
import type { EngineServices } from '#engine/services'
import { runAccount } from './run-account.ts'
import { accountSource, TARGET_KEY } from './sides.ts'

/** Customers and companies, each field from the side that owns it. */
export const customersFlow: FlowHandler = { changes: accountChanges, run: runAccount }

async function* accountChanges(
  services: EngineServices,
  { organizationId, integrationId, since, until, signal }: ChangesRequest,
): AsyncGenerator<readonly Change[]> {
  const { row } = await services.integrations.load(organizationId, integrationId)
  const read = (open: OpenConnection): ReturnType<AccountSource<never>['changes']> =>
    listed(services, open, accountSource(open).changes(open.context(readingScope(signal)), { since, until }))
  yield* read(await services.connections.open(organizationId, row.storeConnectionId))
  const target = await services.connections.open(organizationId, row.targetConnectionId)
  for await (const page of read(target)) yield page.map((change) => ({ ...change, key: `${TARGET_KEY}${change.key}` }))
}
