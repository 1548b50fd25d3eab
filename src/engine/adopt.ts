import type { FoundDocument } from '#contract/target'
import { heldForAdoption, holdForAdoption, linkedDocuments } from '#database/adopting'
import { type Adoption, keepFound, listAdoptions, type NewAdoption } from '#database/adoptions'
import { inTransaction } from '#database/pool'
import { matchDocuments, type Pair } from './adopt-match.ts'
import type { Planned } from './adopt-planned.ts'
import { type Ends, endsOf, type OrderRange, plannedOrders, searchTarget } from './adopt-range.ts'
import { ORDERS, releaseDecided } from './adopt-release.ts'
import { takePair } from './adopt-take.ts'
import { raisedRecord, storeChanges } from './changes.ts'
import type { EngineServices } from './services.ts'
import type { Wake } from './wake.ts'

export interface AdoptRequest extends OrderRange {
  onProgress?(orders: number): void
}

/** What the target holds already of the orders of a range. */
export interface AdoptionFindings {
  /** Orders of the range of which nothing is linked yet. */
  readonly orders: number
  /** Orders of the range that need no adoption: Tillbridge has booked, or a person has decided, them. */
  readonly ours: number
  readonly adoptions: readonly Adoption[]
  /** Planned documents that the target does not have: they will be written. */
  readonly missing: readonly Planned[]
}

const NOTE = 'It is not decided yet which documents of the target belong to this order, so none is written.'
const REMEDY = 'See what was found with "tillbridge adopt", and confirm or reject it.'

/**
 * Sets the orders of a range aside and searches the target for their documents. Until `takeSure`, `confirm`, `reject` or `release`
 * nothing is written for them. Can be repeated: what a person decided stays, what was found is found anew.
 *
 * @throws {TillbridgeError} `rejected`, `TARGET_NOT_SEARCHABLE`; whatever store and target answer.
 */
export async function findAdoptions(services: EngineServices, request: AdoptRequest): Promise<AdoptionFindings> {
  return findingsOf(services, request, await search(services, request))
}

/** Names what it tells: the ends of a search hold the secrets of both connections. */
async function findingsOf(
  { pool }: EngineServices,
  request: AdoptRequest,
  { orders, ours, missing, waiting }: Search,
): Promise<AdoptionFindings> {
  const ids = new Set(waiting.values())
  const adoptions = await listAdoptions(pool, request, { states: ['sure', 'doubtful', 'adopted'] })
  return { orders, ours, missing, adoptions: adoptions.filter((one) => ids.has(one.transferId)) }
}

interface Search {
  readonly orders: number
  readonly ours: number
  readonly missing: readonly Planned[]
  readonly sure: readonly Pair[]
  /** Transfers that wait, by order key. */
  readonly waiting: ReadonlyMap<string, string>
  readonly ends: Ends
}

async function search(services: EngineServices, request: AdoptRequest): Promise<Search> {
  const { pool } = services
  const ends = await endsOf(services, request)
  const flow = { ...request, flow: ORDERS }
  await setAside(services, request)
  const all = await heldForAdoption(pool, flow)
  const waiting = new Map<string, string>()
  const planned: Planned[] = []
  let [orders, ours] = [0, 0]
  for await (const page of plannedOrders(services, ends, request)) {
    for (const { order, held, planned: own } of page) {
      const transferId = all.get(order.externalId)
      if (transferId === undefined) ours += 1
      else {
        orders += 1
        waiting.set(order.externalId, transferId)
        planned.push(
          ...own.filter(
            (one) => !held.some(({ reference, state }) => reference === one.reference && state === 'issued'),
          ),
        )
      }
    }
    request.onProgress?.(orders + ours)
  }
  // Of orders that were not read nobody knows whether a document is theirs: what is found is not sure, and what was found before stays.
  request.signal?.throwIfAborted()
  const known = await listAdoptions(pool, request, { states: ['rejected'] })
  const rejected = new Set(known.map((one) => `${one.reference} ${one.externalId}`))
  const matched = matchDocuments(planned, await unlinked(services, ends, planned), {
    excluded: (one, other) => rejected.has(`${one.reference} ${other.externalId}`),
  })
  const found = [
    ...matched.sure.map((pair) => adoptionOf(pair, 'sure', waiting)),
    ...matched.doubtful.map((pair) => adoptionOf(pair, 'doubtful', waiting)),
  ]
  await inTransaction(pool, (sql) => keepFound(sql, request, [...waiting.values()], found))
  return { orders, ours, missing: matched.missing, sure: matched.sure, waiting, ends }
}

/** Before anything else: nothing of the range may be written while it is being looked at. */
async function setAside(services: EngineServices, request: AdoptRequest): Promise<void> {
  const isWithin = (instant: string): boolean => {
    const time = Date.parse(instant)
    return time >= request.since.getTime() && time < request.until.getTime()
  }
  for await (const page of storeChanges(services, { ...request, until: services.clock.now() })) {
    const records = page.filter(({ createdAt }) => createdAt !== null && isWithin(createdAt)).map(raisedRecord)
    await holdForAdoption(services.pool, { ...request, flow: ORDERS }, records, { note: NOTE, remedy: REMEDY })
  }
}

/** What the target holds, without what is linked to some record already. */
async function unlinked(
  services: EngineServices,
  { target }: Ends,
  planned: readonly Planned[],
): Promise<FoundDocument[]> {
  const dates = planned.map(({ date }) => date).toSorted()
  const [first] = dates
  const last = dates.at(-1)
  if (first === undefined || last === undefined) return []
  const kinds = [...new Set(planned.map(({ kind }) => kind))]
  const found = await searchTarget(target, { kinds, from: first, to: last })
  const linked = await linkedDocuments(
    services.pool,
    target.connection,
    found.map((one) => one.externalId),
  )
  return found.filter((one) => !linked.has(`${one.kind} ${one.externalId}`))
}

function adoptionOf(
  { planned, found, doubts }: Pair,
  state: 'sure' | 'doubtful',
  waiting: ReadonlyMap<string, string>,
): NewAdoption {
  const { total, taxTotal, currency, date } = found
  return {
    transferId: waiting.get(planned.orderKey) ?? '',
    reference: planned.reference,
    kind: planned.kind,
    externalId: found.externalId,
    state,
    reasons: doubts,
    planned: { total: planned.total, taxTotal: planned.taxTotal, currency: planned.currency, date: planned.date },
    found: { total, taxTotal, currency, date },
  }
}

export interface TakenAdoptions extends AdoptionFindings {
  readonly adopted: number
  /** Pairs that could not be taken, with the reason. */
  readonly failed: readonly { readonly orderName: string; readonly externalId: string; readonly message: string }[]
  /** Orders about which nothing is left to decide: they are brought in step now. */
  readonly released: number
}

/**
 * Searches, takes every sure pair, and lets the orders go about which nothing is left to decide; what the target does not have of them
 * is written. Doubtful pairs keep waiting for a person.
 */
export async function takeSure(
  services: EngineServices,
  wake: Wake,
  request: AdoptRequest & { readonly by: string },
): Promise<TakenAdoptions> {
  const found = await search(services, request)
  const failed: { orderName: string; externalId: string; message: string }[] = []
  let adopted = 0
  for (const pair of found.sure) {
    const transferId = found.waiting.get(pair.planned.orderKey)
    if (transferId === undefined) continue
    const taken = await takePair(services, found.ends, {
      organizationId: request.organizationId,
      transferId,
      pair,
      by: request.by,
    })
    if (taken.ok) adopted += 1
    else failed.push({ orderName: pair.planned.orderName, externalId: pair.found.externalId, message: taken.message })
  }
  const released = await releaseDecided(services, wake, request, [...found.waiting.values()])
  wake.raise()
  return { ...(await findingsOf(services, request, found)), adopted, failed, released }
}
