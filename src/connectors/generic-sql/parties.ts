import { addressKey } from '#contract/address-key'
import type { FoundParty, PartyTarget } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import type { Party } from '#model/documents'
import { idOf, shown } from '#generic/booked-answer'
import { badSetting } from '#generic/failure-rules'
import { isDuplicate } from './errors.ts'
import type { SqlSettings } from './settings.ts'
import { type Running, type SqlContext, transaction } from './statements.ts'

export const parties: PartyTarget<SqlSettings> = { find, create, completeAddresses }

type Statements = NonNullable<SqlSettings['parties']>

async function find(context: SqlContext, party: Party, references: readonly string[]): Promise<FoundParty | null> {
  const statements = context.settings.parties
  if (statements === undefined) return null
  const id = await transaction(context, { where: 'parties.find', effect: 'read' }, (running) =>
    findIn(running, statements, party, references),
  )
  return id === null ? null : withAddresses(id, party)
}

/** By the best key that is known. */
async function findIn(
  running: Running,
  { find: statement }: Statements,
  party: Party,
  references: readonly string[],
): Promise<string | null> {
  for (const reference of references) {
    const { rows } = await running.run(statement, { party, reference }, 'parties.find')
    const ids = new Set(rows.map((row) => idOf(row['externalId'])))
    if (ids.size > 1) throw ambiguous(party, [...ids])
    const [id] = ids
    if (id === null)
      throw badSetting(
        'ANSWER_PATH',
        'parties.find',
        `the column external_id is ${shown(rows[0]?.['externalId'])}`,
        'read',
      )
    if (id !== undefined) return id
  }
  return null
}

async function create(context: SqlContext, party: Party, references: readonly string[]): Promise<FoundParty> {
  const statements = context.settings.parties
  if (statements === undefined) throw new RangeError('the settings describe no customers')
  const where = 'parties.create'
  try {
    const id = await transaction(context, { where, effect: 'write' }, async (running) => {
      await running.steps(statements.create, { party, references, reference: references[0] }, where)
      return findIn(running, statements, party, references)
    })
    if (id !== null) return withAddresses(id, party)
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.cause === undefined || !isDuplicate(error.cause)) throw error
    const message = `Somebody made ${party.name} at the same time.`
    throw new TillbridgeError({ kind: 'conflict', code: 'CUSTOMER_EXISTS', message, cause: error })
  }
  throw badSetting('ANSWER_PATH', 'parties.find', 'it does not find the customer that create has just written', 'read')
}

function completeAddresses(_context: SqlContext, found: FoundParty, party: Party): Promise<FoundParty> {
  return Promise.resolve(withAddresses(found.externalId, party, found))
}

/** Addresses stand in the documents, so all that a party names are known. */
function withAddresses(externalId: string, party: Party, found?: FoundParty): FoundParty {
  const keys = [party.billingAddress, party.shippingAddress].flatMap((one) => (one === null ? [] : [addressKey(one)]))
  return { externalId, addresses: { ...found?.addresses, ...Object.fromEntries(keys.map((key) => [key, key])) } }
}

const ambiguous = (party: Party, ids: readonly (string | null)[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CUSTOMER_AMBIGUOUS',
    message: `Several customers fit ${party.name}: ${ids.join(', ')}.`,
    remedy: 'Merge them in the system, or let parties.find in the settings ask more exactly.',
    subject: `customer:${party.keys[0]}`,
  })
