import { z } from 'zod'
import { addressKey } from '#contract/address-key'
import type { FoundParty, PartyTarget } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import { normalEmail } from '#model/customer'
import type { Party } from '#model/documents'
import { type ErpnextContext, type Filters, insert, list } from './client.ts'
import { countryName } from './countries.ts'
import {
  addressBody,
  addressFields,
  addressReference,
  customerBody,
  givenAddresses,
  isSameAddress,
  isToParty,
  type NewAddress,
  partyName,
} from './map-party.ts'
import type { ErpnextSettings } from './settings.ts'
import { REFERENCE_FIELD } from './vendor.ts'

export const parties: PartyTarget<ErpnextSettings> = { find, create, completeAddresses }

const customerRow = z.object({ name: z.string(), [REFERENCE_FIELD]: z.string().nullish() })

async function find(context: ErpnextContext, party: Party, references: readonly string[]): Promise<FoundParty | null> {
  const name = (await byReference(context, references)) ?? (await byParty(context, party))
  return name === null ? null : withAddresses(context, name, party)
}

async function byReference(context: ErpnextContext, references: readonly string[]): Promise<string | null> {
  const hits = await list(context, 'Customer', customerRow, {
    fields: ['name', REFERENCE_FIELD],
    filters: [[REFERENCE_FIELD, 'in', references]],
  })
  const best = references.map((reference) => hits.find((hit) => hit[REFERENCE_FIELD] === reference))
  return best.find((hit) => hit !== undefined)?.name ?? null
}

function byParty(context: ErpnextContext, party: Party): Promise<string | null> {
  if (party.kind === 'walk-in') return byName(context, partyName(party, context.settings))
  // A buyer's e-mail address would lead from the company to the person's private customer.
  if (party.kind === 'company') return byVatNumber(context, party.company?.vatNumber ?? null)
  // Without such a key the merchant keeps accounts with one mailbox apart.
  const keyed = party.keys.some((key) => key.startsWith('email:'))
  return keyed ? byEmail(context, normalEmail(party.email)) : Promise.resolve(null)
}

async function byName(context: ErpnextContext, name: string): Promise<string | null> {
  const hits = await list(context, 'Customer', customerRow, {
    fields: ['name', REFERENCE_FIELD],
    filters: [['customer_name', '=', name]],
    orderBy: 'creation asc',
    limit: 1,
  })
  return hits[0]?.name ?? null
}

async function byVatNumber(context: ErpnextContext, vatNumber: string | null): Promise<string | null> {
  if (vatNumber === null || vatNumber.trim() === '') return null
  const hits = await list(context, 'Customer', customerRow, {
    fields: ['name', REFERENCE_FIELD],
    filters: [
      ['tax_id', '=', vatNumber],
      ['customer_type', '=', 'Company'],
    ],
  })
  return onlyOne(hits, `VAT number ${vatNumber}`)
}

const contactRow = z.object({ link_name: z.string().nullish(), link_doctype: z.string().nullish() })

async function byEmail(context: ErpnextContext, email: string | null): Promise<string | null> {
  if (email === null) return null
  const contacts = await list(context, 'Contact', contactRow, {
    fields: ['name', '`tabDynamic Link`.link_name', '`tabDynamic Link`.link_doctype'],
    filters: [['Contact Email', 'email_id', '=', email]],
  })
  const names = new Set(
    contacts.flatMap((row) => (row.link_doctype === 'Customer' && row.link_name ? [row.link_name] : [])),
  )
  const [first] = names
  if (names.size <= 1) return first ?? null
  const customers = await list(context, 'Customer', customerRow, {
    fields: ['name', REFERENCE_FIELD],
    filters: [['name', 'in', [...names]]],
  })
  return onlyOne(customers, `e-mail address ${email}`)
}

/** The only hit, or the only one of ours. Two equally good ones are for a person to decide, never for us. */
function onlyOne(hits: readonly z.infer<typeof customerRow>[], what: string): string | null {
  const ours = hits.filter((hit) => hit[REFERENCE_FIELD])
  const candidates = ours.length > 0 ? ours : hits
  const [first] = candidates
  if (candidates.length <= 1) return first?.name ?? null
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CUSTOMER_AMBIGUOUS',
    message: `Several customers in ERPNext have the ${what}: ${candidates.map((hit) => hit.name).join(', ')}.`,
    remedy: 'Merge them in ERPNext, or remove the address or number from all but one, then retry.',
    subject: what.replace(/^(e-mail address|VAT number) /, 'customer:'),
    detail: { customers: candidates.map((hit) => hit.name) },
  })
}

const named = z.object({ name: z.string(), customer_primary_address: z.string().nullish() })

async function create(context: ErpnextContext, party: Party, references: readonly string[]): Promise<FoundParty> {
  const [reference] = references
  if (reference === undefined) throw new RangeError('a customer needs a reference')
  const primary = primaryAddress(party)
  const country = primary === undefined ? null : await countryOf(context, primary.address.countryCode)
  const body = customerBody(
    party,
    reference,
    primary === undefined ? null : addressFields(primary.address, country),
    context.settings,
  )
  const { data } = await insert(context, { doctype: 'Customer' }, body, named)
  const addresses =
    primary !== undefined && data.customer_primary_address
      ? { [addressKey(primary.address)]: data.customer_primary_address }
      : {}
  return completeAddresses(context, { externalId: data.name, addresses }, party)
}

/** The address that is made along with the customer, under the customer's name; one of somebody else's needs its own title. */
const primaryAddress = (party: Party): ReturnType<typeof givenAddresses>[number] | undefined =>
  party.kind === 'walk-in' ? undefined : givenAddresses(party).find(({ address }) => isToParty(address, party))

async function completeAddresses(context: ErpnextContext, found: FoundParty, party: Party): Promise<FoundParty> {
  const missing = givenAddresses(party).filter(({ address }) => found.addresses[addressKey(address)] === undefined)
  if (missing.length === 0) return found
  const known = await withAddresses(context, found.externalId, party)
  const addresses: Record<string, string> = { ...found.addresses, ...known.addresses }
  for (const { address, type } of missing) {
    const key = addressKey(address)
    if (addresses[key] !== undefined) continue
    const wanted = { address, type, country: await countryOf(context, address.countryCode) }
    addresses[key] = await createAddress(context, wanted, found.externalId, party)
  }
  return { externalId: found.externalId, addresses }
}

async function createAddress(
  context: ErpnextContext,
  wanted: NewAddress,
  customer: string,
  party: Party,
): Promise<string> {
  try {
    const body = addressBody(wanted, customer, party)
    return (await insert(context, { doctype: 'Address' }, body, named)).data.name
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.code !== 'REFERENCE_EXISTS') throw error
    // Another order made it meanwhile, or a person has disabled ours: it is still where this parcel goes.
    const [ours] = await list(context, 'Address', named, {
      fields: ['name'],
      filters: [[REFERENCE_FIELD, '=', addressReference(wanted.address, customer)]],
      limit: 1,
    })
    if (ours === undefined) throw error
    return ours.name
  }
}

const addressRow = z.object({
  name: z.string(),
  [REFERENCE_FIELD]: z.string().nullish(),
  address_title: z.string().nullish(),
  address_line1: z.string().nullish(),
  address_line2: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  pincode: z.string().nullish(),
  country: z.string().nullish(),
})

/** The customer with those addresses of the party that ERPNext has already, whoever entered them. */
async function withAddresses(context: ErpnextContext, customer: string, party: Party): Promise<FoundParty> {
  const wanted = givenAddresses(party)
  if (wanted.length === 0) return { externalId: customer, addresses: {} }
  const references = wanted.map(({ address }) => addressReference(address, customer))
  const known = await list(context, 'Address', addressRow, {
    fields: Object.keys(addressRow.shape),
    // The shared customer of all walk-in buyers has too many addresses to read: only our own count.
    filters: party.kind === 'walk-in' ? [[REFERENCE_FIELD, 'in', references]] : addressesOf(customer),
  })
  const addresses: Record<string, string> = {}
  for (const { address, type } of wanted) {
    const candidate: NewAddress = { address, type, country: await countryOf(context, address.countryCode) }
    const own = addressReference(address, customer)
    const same =
      known.find((row) => row[REFERENCE_FIELD] === own) ?? known.find((row) => isSameAddress(row, candidate, party))
    if (same !== undefined) addresses[addressKey(address)] = same.name
  }
  return { externalId: customer, addresses }
}

const addressesOf = (customer: string): Filters => [
  ['Dynamic Link', 'link_doctype', '=', 'Customer'],
  ['Dynamic Link', 'link_name', '=', customer],
  ['disabled', '=', 0],
]

const countryOf = async (context: ErpnextContext, isoCode: string | null): Promise<string | null> =>
  isoCode === null ? null : countryName(context, isoCode)
