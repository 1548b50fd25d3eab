import { addressKey } from '#contract/address-key'
import type { FoundParty, PartyTarget } from '#contract/target'
import type { Party } from '#model/documents'
import { TillbridgeError } from '#lib/errors'
import { idOf, shown } from '#generic/booked-answer'
import { badSetting, evaluated } from '#generic/failure-rules'
import { listOf } from './answer.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

export const parties: PartyTarget<HttpSettings> = { find, create, completeAddresses }

async function find(context: HttpContext, party: Party, references: readonly string[]): Promise<FoundParty | null> {
  const setting = context.settings.parties?.find
  if (setting === undefined) return null
  const where = 'parties.find'
  const input = { party, references, reference: references[0], email: searchedEmail(party) }
  const answer = await call(context, setting, { where, input, effect: 'read', none: setting.none })
  if (answer === null) return null
  const reading = { where: `${where}.items`, effect: 'read' as const, bindings: input }
  const parts = setting.items === undefined ? [answer.body] : await listOf(setting.items, answer.body, reading)
  const ids = new Set<string>()
  for (const part of parts) ids.add(await idIn(setting.externalId, part, `${where}.externalId`, 'read'))
  if (ids.size > 1) throw ambiguous(party, [...ids])
  const [externalId] = ids
  return externalId === undefined ? null : withAddresses(externalId, party)
}

async function create(context: HttpContext, party: Party, references: readonly string[]): Promise<FoundParty> {
  const setting = context.settings.parties?.create
  if (setting === undefined) throw new RangeError('the settings describe no customers')
  const where = 'parties.create'
  const input = { party, references, reference: references[0], email: searchedEmail(party) }
  const answer = await call(context, setting, { where, input, effect: 'write' })
  return withAddresses(await idIn(setting.externalId, answer?.body, `${where}.externalId`, 'write'), party)
}

function completeAddresses(_context: HttpContext, found: FoundParty, party: Party): Promise<FoundParty> {
  return Promise.resolve(withAddresses(found.externalId, party, found))
}

/** Addresses stand in the documents, so all that a party names are known. */
function withAddresses(externalId: string, party: Party, found?: FoundParty): FoundParty {
  const keys = [party.billingAddress, party.shippingAddress].flatMap((one) => (one === null ? [] : [addressKey(one)]))
  const own = Object.fromEntries(keys.map((key) => [key, key]))
  return { externalId, addresses: { ...found?.addresses, ...own } }
}

/** A mailbox identifies a person only where it is one of the party's keys. */
const searchedEmail = (party: Party): string | null =>
  party.keys.find((key) => key.startsWith('email:'))?.slice('email:'.length) ?? null

async function idIn(source: string, part: unknown, where: string, effect: 'read' | 'write'): Promise<string> {
  const value = await evaluated(source, part, { where, effect, answer: true })
  const id = idOf(value)
  if (id !== null) return id
  throw badSetting('ANSWER_PATH', where, `${shown(value)} is no id of a customer`, effect)
}

const ambiguous = (party: Party, ids: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CUSTOMER_AMBIGUOUS',
    message: `Several customers fit ${party.name}: ${ids.join(', ')}.`,
    remedy: 'Merge them in the system, or let parties.find in the settings ask more exactly.',
    subject: `customer:${party.keys[0]}`,
  })
