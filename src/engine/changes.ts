import type { Change } from '#contract/source'
import type { Connection } from '#database/connections'
import type { RaisedRecord } from '#database/raise'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import type { OpenConnection, RunScope } from './connections.ts'
import { orderSource } from './order-records.ts'
import { pauseRefused } from './pause.ts'
import type { EngineServices } from './services.ts'

export interface ChangesRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly since: Date
  readonly until: Date
  readonly signal?: AbortSignal
}

/**
 * What changed in the store of an integration in `[since, until)` by the store's own stamps, in pages, oldest first.
 *
 * @throws {TillbridgeError} `rejected`, `STORE_PAUSED`; whatever the store answers.
 */
export async function* storeChanges(
  services: EngineServices,
  { organizationId, integrationId, since, until, signal }: ChangesRequest,
): AsyncGenerator<readonly Change[]> {
  const integration = await services.integrations.load(organizationId, integrationId)
  const store = await services.connections.open(organizationId, integration.row.storeConnectionId)
  yield* listed(services, store, orderSource(store).changes(store.context(readingScope(signal)), { since, until }))
}

/**
 * The pages that a connection lists. One that is paused is asked nothing, and one that refuses its credentials is paused.
 *
 * @throws {TillbridgeError} `rejected`, `STORE_PAUSED`; whatever else the system answers.
 */
export async function* listed<T>(
  services: EngineServices,
  { connection }: Pick<OpenConnection, 'connection'>,
  pages: AsyncIterable<T>,
): AsyncGenerator<T> {
  if (connection.pausedAt !== null) throw paused(connection)
  try {
    yield* pages
  } catch (error) {
    const refusal = asTillbridgeError(error)
    if (refusal.kind !== 'unauthorized') throw error
    await pauseRefused(services, connection, refusal)
    throw paused({ ...connection, pauseMessage: refusal.message })
  }
}

/** A scope for reading outside of any run: a write is a mistake. */
export const readingScope = (signal: AbortSignal = new AbortController().signal): RunScope => ({
  signal,
  record() {},
  beforeWrite() {
    throw new TillbridgeError({ kind: 'bug', code: 'READING_WROTE', message: 'What should only read tried to write.' })
  },
})

/** A scope for what a person asked for outside of any run. */
export const writingScope = (signal: AbortSignal = new AbortController().signal): RunScope => ({
  signal,
  record() {},
  beforeWrite() {},
})

export const raisedRecord = ({ key, name, updatedAt, createdAt }: Change): RaisedRecord => ({
  recordKey: key,
  recordName: name,
  updatedAt,
  createdAt,
})

const paused = ({ key, pauseMessage }: Connection): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STORE_PAUSED',
    message: `The connection "${key}" is paused: ${pauseMessage ?? 'no reason is known'}`,
    remedy: 'Mend its credentials and apply the configuration, or run the check of the connection.',
    subject: `connection:${key}`,
  })
