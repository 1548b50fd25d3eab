import { z } from 'zod'
import { addressKey } from '#contract/address-key'
import type { FoundParty, PartyTarget } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'
import { companyId, parse, type Domain, type Values } from './client.ts'
import { addressFields, addressReference, customerFields, givenAddresses, partyName } from './map-party.ts'
import type { OdooContext } from './memory.ts'
import { create as createRecord, find as findRecords, save, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { REFERENCE } from './vendor.ts'

export const parties: PartyTarget<OdooSettings> = { find, create, completeAddresses }

const partnerShape = z.object({ id: z.number(), name: text, email: text, [REFERENCE]: text })
type Partner = z.infer<typeof partnerShape>

async function find(context: OdooContext, party: Party, references: readonly string[]): Promise<FoundParty | null> {
  const id = (await byReference(context, references)) ?? (await byParty(context, party))
  return id === null ? null : withAddresses(context, id, party)
}

/** Customers themselves; their addresses and contacts are left out. */
async function customers(context: OdooContext, domain: Domain): Promise<Partner[]> {
  const ours = [
    ['parent_id', '=', false],
    ['company_id', 'in', [false, await companyId(context)]],
  ]
  return findRecords(context, 'res.partner', partnerShape, { domain: [...ours, ...domain], order: 'id' })
}

async function byReference(context: OdooContext, references: readonly string[]): Promise<number | null> {
  const hits = await customers(context, [[REFERENCE, 'in', references]])
  const best = references.map((reference) => hits.find((hit) => hit[REFERENCE] === reference))
  return best.find((hit) => hit !== undefined)?.id ?? null
}

async function byParty(context: OdooContext, party: Party): Promise<number | null> {
  if (party.kind === 'walk-in') {
    const [hit] = await customers(context, [['name', '=', partyName(party, context.settings)]])
    return hit?.id ?? null
  }
  // A buyer's e-mail address would lead from the company to the person's private customer.
  if (party.kind === 'company') {
    const number = party.company?.vatNumber?.trim() ?? ''
    if (number === '') return null
    const hits = await customers(context, [
      ['vat', 'in', [...new Set([number, number.replace(/[\s.-]/g, '').toUpperCase()])]],
      ['is_company', '=', true],
    ])
    return onlyOne(hits, `VAT number ${number}`)
  }
  const email = party.keys.some((key) => key.startsWith('email:')) ? normalEmail(party.email) : null
  if (email === null) return null
  // Some characters of addresses stand for any other in this comparison, so what it finds is compared again.
  const hits = await customers(context, [['email', '=ilike', email]])
  return onlyOne(
    hits.filter((hit) => normalEmail(hit.email) === email),
    `e-mail address ${email}`,
  )
}

/** The only hit, or the only one of ours. Two equally good ones are for a person to decide, never for us. */
function onlyOne(hits: readonly Partner[], what: string): number | null {
  const ours = hits.filter((hit) => hit[REFERENCE] !== null)
  const candidates = ours.length > 0 ? ours : hits
  const [first] = candidates
  if (candidates.length <= 1) return first?.id ?? null
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CUSTOMER_AMBIGUOUS',
    message: `Several customers in Odoo have the ${what}: ${candidates.map(({ name }) => name).join(', ')}.`,
    remedy: 'Merge them in Odoo, or remove the address or number from all but one, then retry.',
    subject: what.replace(/^(e-mail address|VAT number) /, 'customer:'),
    detail: { customers: candidates.map(({ id }) => id) },
  })
}

const madeShape = z.object({
  id: z.number(),
  child_ids: z.array(z.object({ id: z.number(), [REFERENCE]: text })),
})

async function create(context: OdooContext, party: Party, references: readonly string[]): Promise<FoundParty> {
  const [reference] = references
  if (reference === undefined) throw new RangeError('a customer needs a reference')
  const given = party.kind === 'walk-in' ? [] : givenAddresses(party)
  const children: unknown[] = []
  for (const one of given) children.push([0, 0, await addressFields(context, one, party.name)])
  const values = { ...(await customerFields(context, party)), [REFERENCE]: reference, child_ids: children }
  const made = parse(madeShape, await saveCustomer(context, values), { model: 'res.partner', effect: 'write' })
  const found = { externalId: String(made.id), addresses: addressesOf(party, made.child_ids) }
  return completeAddresses(context, found, party)
}

const MADE = { fields: ['name'], rows: { field: 'child_ids', model: 'res.partner', fields: [REFERENCE] } }

/** A VAT number that Odoo does not take keeps no order from being written: it is noted beside the customer. */
async function saveCustomer(context: OdooContext, values: Values): Promise<Values> {
  try {
    return await save(context, 'res.partner', values, MADE)
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.code !== 'VAT_NUMBER_INVALID') throw error
    const { vat, ...rest } = values
    return save(context, 'res.partner', { ...rest, comment: `VAT number as given: ${String(vat)}` }, MADE)
  }
}

const childShape = z.object({ id: z.number(), [REFERENCE]: text })

/** The addresses of the party that are among the customer's, as we made them. */
function addressesOf(party: Party, children: readonly z.infer<typeof childShape>[]): Record<string, string> {
  return Object.fromEntries(
    givenAddresses(party).flatMap(({ address }) => {
      const own = children.find((child) => child[REFERENCE] === addressReference(address))
      return own === undefined ? [] : [[addressKey(address), String(own.id)]]
    }),
  )
}

async function withAddresses(context: OdooContext, id: number, party: Party): Promise<FoundParty> {
  const references = givenAddresses(party).map(({ address }) => addressReference(address))
  if (references.length === 0) return { externalId: String(id), addresses: {} }
  const domain = [
    ['parent_id', '=', id],
    [REFERENCE, 'in', references],
  ]
  const children = await findRecords(context, 'res.partner', childShape, { domain, order: 'id' })
  return { externalId: String(id), addresses: addressesOf(party, children) }
}

async function completeAddresses(context: OdooContext, found: FoundParty, party: Party): Promise<FoundParty> {
  const missing = givenAddresses(party).filter(({ address }) => found.addresses[addressKey(address)] === undefined)
  if (missing.length === 0) return found
  const known = await withAddresses(context, Number(found.externalId), party)
  const addresses: Record<string, string> = { ...found.addresses, ...known.addresses }
  for (const one of missing) {
    const key = addressKey(one.address)
    if (addresses[key] !== undefined) continue
    const values = { ...(await addressFields(context, one, party.name)), parent_id: Number(found.externalId) }
    addresses[key] = String(await createRecord(context, 'res.partner', values))
  }
  return { externalId: found.externalId, addresses }
}
