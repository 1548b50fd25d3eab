import type { FoundDocument } from '#contract/target'
import { linkAdopted, lockForAdoption } from '#database/adopting'
import { listAdoptions, markAdopted } from '#database/adoptions'
import { heldDocuments } from '#database/links'
import { bindParty } from '#database/parties'
import { inTransaction, type Sql } from '#database/pool'
import { TillbridgeError } from '#lib/errors'
import { adoptedDocument, adoptedPartyKey, adoptedRowIds } from './adopt-document.ts'
import { adoptedDifference, releaseDecided } from './adopt-release.ts'
import type { Pair } from './adopt-match.ts'
import { type Ends, endsOf } from './adopt-range.ts'
import { readingScope } from './changes.ts'
import { readOrder } from './order-records.ts'
import { plannedOrder } from './planned-order.ts'
import type { RunScope } from './connections.ts'
import type { EngineServices } from './services.ts'
import { documentsOf } from './target-documents.ts'
import type { Wake } from './wake.ts'

export interface Taking {
  readonly organizationId: string
  readonly transferId: string
  readonly pair: Pick<Pair, 'planned' | 'found'>
  readonly by: string
}

export type Taken = { readonly ok: true } | { readonly ok: false; readonly message: string }

/** Links a document that the target holds to the order that it belongs to, and stores our reference in it where that is possible. */
export async function takePair(services: EngineServices, ends: Ends, taking: Taking): Promise<Taken> {
  const { planned, found } = taking.pair
  try {
    await storeReference(ends, found, planned.reference)
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    return { ok: false, message: error.message }
  }
  const { mapped } = planned
  const link = {
    kind: found.kind,
    reference: planned.reference,
    externalId: found.externalId,
    state: 'issued',
    document: adoptedDocument(planned.document, found),
    rowIds: mapped.ok ? adoptedRowIds(mapped.document, found.rows ?? []) : {},
    url: found.url,
  } as const
  const linked = await inTransaction(services.pool, async (sql) => {
    if (!(await lockForAdoption(sql, taking.organizationId, taking.transferId))) return 'busy'
    if (!(await linkAdopted(sql, taking, link))) return 'taken'
    await bindCustomer(sql, ends, found)
    await markAdopted(sql, { ...taking, reference: planned.reference, externalId: found.externalId })
    return 'done'
  })
  if (linked === 'done') return { ok: true }
  return {
    ok: false,
    message:
      linked === 'busy'
        ? `${planned.orderName} is being worked on; try again in a moment.`
        : `${found.externalId} belongs to another order already, or this order has such a document.`,
  }
}

async function bindCustomer(
  sql: Sql,
  { integration, target }: Ends,
  { partyExternalId }: FoundDocument,
): Promise<void> {
  if (partyExternalId === null) return
  const { organizationId, connectionId } = target.connection
  const key = `${integration.row.storeConnectionId}:${adoptedPartyKey(partyExternalId)}`
  await bindParty(sql, organizationId, connectionId, [key], { externalId: partyExternalId, addresses: {} })
}

async function storeReference({ target }: Ends, { kind, externalId }: FoundDocument, reference: string): Promise<void> {
  const scope: RunScope = { signal: new AbortController().signal, record() {}, beforeWrite() {} }
  try {
    await documentsOf(target).adopt?.(target.context(scope), kind, externalId, reference)
  } catch (error) {
    // Our own link tells all the same which record the document belongs to.
    if (!(error instanceof TillbridgeError) || error.code !== 'REFERENCE_NOT_STORABLE') throw error
  }
}

export interface ConfirmRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly transferId: string
  /** The order's key in the store. */
  readonly recordKey: string
  readonly recordName: string
  /** The document in the target that a person says is the order's. */
  readonly externalId: string
  readonly by: string
}

/**
 * Takes a pair that a person confirms, from what both systems say now.
 *
 * @throws {TillbridgeError} `rejected`: `ADOPTION_UNKNOWN`, `ADOPTION_REFUSED`; whatever store and target answer.
 */
export async function confirmPair(
  services: EngineServices,
  wake: Wake,
  request: ConfirmRequest,
): Promise<{ readonly differs: string | null }> {
  const listed = await listAdoptions(services.pool, request, { transferId: request.transferId })
  const known = listed.find((one) => one.externalId === request.externalId && one.state !== 'adopted')
  if (known === undefined) throw notListed(request)
  const ends = await endsOf(services, { ...request, since: new Date(0), until: new Date(0) })
  const found = await findAgain(ends, known)
  const planned = (await plannedNow(services, ends, request)).find((one) => one.reference === known.reference)
  if (found === undefined || planned === undefined) throw noLonger(request)
  const taken = await takePair(services, ends, { ...request, pair: { planned, found } })
  if (!taken.ok) throw refused(taken.message)
  await releaseDecided(services, wake, request, [request.transferId])
  const mine = await listAdoptions(services.pool, request, { transferId: request.transferId, states: ['adopted'] })
  return { differs: mine.flatMap((adoption) => adoptedDifference(adoption) ?? [])[0] ?? null }
}

async function findAgain(
  { target }: Ends,
  known: Awaited<ReturnType<typeof listAdoptions>>[number],
): Promise<FoundDocument | undefined> {
  const { kind, externalId } = known
  const search = { kind, from: known.found.date, to: known.found.date }
  for await (const page of documentsOf(target).search?.(target.context(readingScope()), search) ?? []) {
    const found = page.find((one) => one.externalId === externalId && one.state === 'issued')
    if (found !== undefined) return found
  }
  return undefined
}

async function plannedNow(services: EngineServices, ends: Ends, request: ConfirmRequest) {
  const owner = { ...request, integrationId: ends.integration.row.integrationId }
  const order = await readOrder(services, ends.store, readingScope(), owner)
  if (order === null) return []
  const links = (await heldDocuments(services.pool, [request])).get(request.transferId) ?? []
  return (await plannedOrder(services, ends, { order, links })).planned
}

const notListed = ({ externalId, recordName }: ConfirmRequest): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ADOPTION_UNKNOWN',
    message: `${externalId} was not found to be a possible document of ${recordName}.`,
    remedy: 'Search again with "tillbridge adopt --from DAY --to DAY", in a range that contains the order.',
  })

const noLonger = ({ externalId, recordName }: ConfirmRequest): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ADOPTION_OUTDATED',
    message: `${externalId} or ${recordName} has changed since they were compared, and they no longer fit.`,
    remedy: 'Search again with "tillbridge adopt --from DAY --to DAY".',
  })

const refused = (message: string): TillbridgeError =>
  new TillbridgeError({ kind: 'rejected', code: 'ADOPTION_REFUSED', message })
