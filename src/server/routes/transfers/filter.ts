import { listIntegrations } from '#database/integrations'
import type { TransferFilter, TransferState, TransferView } from '#database/transfers'
import type { TransferSummary } from '#api/transfers'
import type { AmountRange } from '#database/transfer-words'
import { typedAmount } from '#lib/typed-amount'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

interface AskedFilter {
  readonly integration?: string | undefined
  readonly flow?: string | undefined
  readonly state?: TransferState | undefined
  readonly cause?: string | undefined
  readonly subject?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Keys of the organisation's integrations by id: the API speaks of keys only. */
export async function integrationKeys(
  { pool }: ServerServices,
  organizationId: string,
): Promise<ReadonlyMap<string, string>> {
  const integrations = await listIntegrations(pool, organizationId)
  return new Map(integrations.map(({ integrationId, key }) => [integrationId, key]))
}

/**
 * What a caller asked for, in the words of the database.
 *
 * @throws {TillbridgeError} `NOT_FOUND` when there is no integration with that key.
 */
export function filterOf(asked: AskedFilter, keys: ReadonlyMap<string, string>): TransferFilter {
  return {
    ...(asked.integration === undefined ? {} : { integrationId: integrationWith(asked.integration, keys) }),
    ...(asked.flow === undefined ? {} : { flow: asked.flow }),
    ...(asked.state === undefined ? {} : { state: asked.state }),
    ...(asked.cause === undefined ? {} : { causeCode: asked.cause }),
    ...(asked.subject === undefined ? {} : { causeSubject: asked.subject }),
    ...(asked.since === undefined ? {} : { createdSince: new Date(asked.since) }),
    ...(asked.until === undefined ? {} : { createdUntil: new Date(asked.until) }),
  }
}

interface AskedAmounts {
  readonly amountFrom?: string | undefined
  readonly amountTo?: string | undefined
}

/** The range of amounts that a caller asked for, as numbers. */
export function amountsOf({ amountFrom, amountTo }: AskedAmounts): AmountRange {
  const [from, to] = [typedAmount(amountFrom ?? ''), typedAmount(amountTo ?? '')]
  return { ...(from === null ? {} : { amountFrom: from }), ...(to === null ? {} : { amountTo: to }) }
}

function integrationWith(key: string, keys: ReadonlyMap<string, string>): string {
  const found = [...keys].find(([, each]) => each === key)
  if (found === undefined) throw missing(`integration "${key}"`)
  return found[0]
}

/** A row as the API shows it. */
export const summaryOf = (view: TransferView, keys: ReadonlyMap<string, string>): TransferSummary => ({
  transferId: view.transferId,
  integration: keys.get(view.integrationId) ?? '',
  flow: view.flow,
  recordKey: view.recordKey,
  recordName: view.recordName,
  state: view.state,
  cause: view.causeCode === null ? null : causeOf(view, view.causeCode),
  summary: (view.summary as Record<string, unknown> | null) ?? null,
  firstSeenAt: view.firstSeenAt,
  sourceCreatedAt: view.sourceCreatedAt,
  sourceUpdatedAt: view.sourceUpdatedAt,
  finishedAt: view.finishedAt,
  runAt: view.state === 'waiting' ? view.runAt : null,
})

const causeOf = (view: TransferView, code: string): NonNullable<TransferSummary['cause']> => ({
  code,
  subject: view.causeSubject,
  message: view.causeMessage ?? '',
  remedy: view.causeRemedy,
})
