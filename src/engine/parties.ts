import { addressKey } from '#contract/address-key'
import type { Context } from '#contract/context'
import type { FoundParty, PartyTarget } from '#contract/target'
import { bindParty, findParty, forgetParty } from '#database/parties'
import { TillbridgeError } from '#lib/errors'
import type { Party } from '#model/documents'
import type { Pool } from 'pg'
import type { OpenConnection } from './connections.ts'

/** The target's customers: each found once, then remembered. */
export interface Parties {
  /** The target's customer for `party`, with every address of it. Finds before it makes; never makes one twice. */
  ensure(target: OpenConnection, context: Context<never>, party: Party, store: string): Promise<FoundParty>
  /** The target says that this customer is gone: look again next time. */
  forget(target: OpenConnection, externalId: string): Promise<void>
}

const CREATE_TRIES = 3
// Regular customers and the walk-in one are asked for again and again; the database is asked for the others.
const REMEMBERED = 10_000

export function parties(pool: Pool): Parties {
  // Two orders of one new customer that run at once in this process wait for each other; between processes the target's own
  // unique reference decides, and the loser finds what the winner made.
  const making = new Map<string, Promise<unknown>>()
  const remembered = new Map<string, FoundParty>()
  const remember = (name: string, found: FoundParty): void => {
    remembered.delete(name)
    remembered.set(name, found)
    const oldest = remembered.size > REMEMBERED ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
  }
  return {
    async ensure(target, context, party, store) {
      const keys = scopedKeys(party, store)
      const lock = `${target.connection.connectionId}/${keys[0]}`
      const name = `${target.connection.connectionId}/${keys.join(' ')}`
      const known = remembered.get(name)
      if (known !== undefined && !lacksAddress(known, party)) return known
      const before = making.get(lock) ?? Promise.resolve()
      const mine = before.then(() => ensureNow(pool, target, context, party, keys))
      const settled = mine.catch(() => {})
      making.set(lock, settled)
      try {
        const found = await mine
        remember(name, found)
        return found
      } finally {
        if (making.get(lock) === settled) making.delete(lock)
      }
    },
    async forget(target, externalId) {
      for (const [name, found] of remembered) if (found.externalId === externalId) remembered.delete(name)
      await forgetParty(pool, target.connection.organizationId, target.connection.connectionId, externalId)
    },
  }
}

/** An e-mail address means the same person in every store; a store's own ids mean something in that store alone. */
const scopedKeys = (party: Party, store: string): string[] =>
  party.keys.map((key) => (key.startsWith('email:') || party.kind === 'walk-in' ? key : `${store}:${key}`))

async function ensureNow(
  pool: Pool,
  target: OpenConnection,
  context: Context<never>,
  party: Party,
  keys: readonly string[],
): Promise<FoundParty> {
  const { organizationId, connectionId } = target.connection
  const sink = target.connector.writes.parties as PartyTarget<never> | undefined
  if (sink === undefined) return { externalId: party.name, addresses: {} }
  const known = await findParty(pool, organizationId, connectionId, keys)
  const found = known ?? (await findOrCreate(sink, context, party, keys))
  const complete = lacksAddress(found, party) ? await sink.completeAddresses(context, found, party) : found
  const news = known === null || complete !== found || known.knownKeys.length < keys.length
  if (news) await bindParty(pool, organizationId, connectionId, keys, complete)
  return complete
}

async function findOrCreate(
  sink: PartyTarget<never>,
  context: Context<never>,
  party: Party,
  keys: readonly string[],
): Promise<FoundParty> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await sink.find(context, party, keys)
    if (found !== null) return found
    try {
      return await sink.create(context, party, keys)
    } catch (error) {
      const raced = error instanceof TillbridgeError && error.kind === 'conflict'
      if (!raced || attempt === CREATE_TRIES) throw error
    }
  }
}

const lacksAddress = (found: FoundParty, party: Party): boolean =>
  [party.billingAddress, party.shippingAddress].some(
    (address) => address !== null && found.addresses[addressKey(address)] === undefined,
  )
