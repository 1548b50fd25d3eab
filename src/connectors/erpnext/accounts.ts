import { z } from 'zod'
import { partyOfAccount } from '#contract/account-party'
import type { AccountSource, AccountTarget } from '#contract/accounts'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { accountOf, contact, customer, listedAddress, listedContact } from './accounts-map.ts'
import { updateAccount } from './accounts-write.ts'
import { type ErpnextContext, type Filters, list, read } from './client.ts'
import { parties } from './parties.ts'
import type { ErpnextSettings } from './settings.ts'
import { siteStamp, siteZone, utcOf } from './site-time.ts'

/** Customers with their contacts and addresses. Source: README.md, "Customers". */
export const accounts: AccountSource<ErpnextSettings> = { changes, get, parse, findByName }

export const accountTarget: AccountTarget<ErpnextSettings> = {
  // What the merchant calls an account is the name of its record, which never changes.
  fields: [
    'name',
    'firstName',
    'lastName',
    'email',
    'phone',
    'language',
    'note',
    'vatNumber',
    'paymentTerms',
    'priceList',
    'addresses',
    'contacts',
    'locations',
  ],
  find,
  async create(context: ErpnextContext, account, reference) {
    const made = await parties.create(context, partyOfAccount(account, reference), [reference])
    await updateAccount(context, made.externalId, account)
    return present(await get(context, made.externalId), made.externalId)
  },
  update: updateAccount,
}

const PAGE = 500
const changedRow = z.object({ name: z.string(), modified: z.string(), creation: z.string().nullish() })
const linkedRow = changedRow.extend({ link_name: z.string().nullish(), link_doctype: z.string().nullish() })

async function* changes(
  context: ErpnextContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const zone = await siteZone(context)
  const stampOf = (stamp: string): string => utcOf(stamp, zone) ?? until.toISOString()
  const range: Filters = [
    ['modified', '>=', siteStamp(since, zone)],
    ...(zone === null ? [] : [['modified', '<', siteStamp(until, zone)]]),
  ]
  let after: string | null = null
  do {
    const rows: z.output<typeof changedRow>[] = await list(context, 'Customer', changedRow, {
      fields: ['name', 'modified', 'creation'],
      filters: after === null ? range : [...range, ['name', '>', after]],
      orderBy: 'name asc',
      limit: PAGE,
    })
    yield rows.map(({ name, modified, creation }) => ({
      key: name,
      name,
      updatedAt: stampOf(modified),
      createdAt: creation == null ? null : utcOf(creation, zone),
    }))
    after = rows.length < PAGE ? null : (rows.at(-1)?.name ?? null)
  } while (after !== null)
  // Contacts and addresses are documents of their own: a change of one is a change of its customer.
  for (const doctype of ['Contact', 'Address']) {
    const rows = await list(context, doctype, linkedRow, {
      fields: ['name', 'modified', '`tabDynamic Link`.link_name', '`tabDynamic Link`.link_doctype'],
      filters: range,
    })
    yield rows.flatMap(({ link_doctype, link_name, modified }) =>
      link_doctype === 'Customer' && link_name
        ? [{ key: link_name, name: link_name, updatedAt: stampOf(modified), createdAt: null }]
        : [],
    )
  }
}

async function get(context: ErpnextContext, key: string): Promise<Account | null> {
  const found = await read(context, 'Customer', key, customer)
  if (found === null) return null
  const zone = await siteZone(context)
  const linked: Filters = [
    ['Dynamic Link', 'link_doctype', '=', 'Customer'],
    ['Dynamic Link', 'link_name', '=', key],
  ]
  const addresses = await list(context, 'Address', listedAddress, {
    fields: Object.keys(listedAddress.shape),
    filters: [...linked, ['disabled', '=', 0]],
    orderBy: 'creation asc',
  })
  const main = found.customer_primary_contact
  const person = main == null ? null : await read(context, 'Contact', main, contact)
  const contacts =
    found.customer_type === 'Individual'
      ? []
      : await list(context, 'Contact', listedContact, {
          fields: Object.keys(listedContact.shape),
          filters: linked,
          orderBy: 'creation asc',
        })
  return accountOf(context.settings, found, { addresses, contact: person, contacts, zone })
}

/**
 * By our reference, else as documents find their customer: by e-mail address of a person, by VAT number of a company; a company by
 * its own number too.
 */
async function find(context: ErpnextContext, account: Account, reference: string): Promise<Account | null> {
  const hit = await parties.find(context, partyOfAccount(account, reference), [reference])
  const name = hit?.externalId ?? (account.kind === 'company' ? await byNumber(context, account.number) : null)
  return name === null ? null : get(context, name)
}

/** The number is the name of the record, in which a store may have had to do without spaces. */
async function byNumber(context: ErpnextContext, number: string | null | undefined): Promise<string | null> {
  if (number == null || number.trim() === '') return null
  const [hit, ...others] = await list(context, 'Customer', changedRow, {
    fields: Object.keys(changedRow.shape),
    filters: [
      ['name', 'in', [...new Set([number, number.replaceAll('_', ' ')])]],
      ['customer_type', '=', 'Company'],
    ],
  })
  return others.length === 0 ? (hit?.name ?? null) : null
}

async function findByName(context: ErpnextContext, name: string): Promise<string | null> {
  return (await get(context, name.trim()))?.externalId ?? null
}

function parse(settings: ErpnextSettings, payload: unknown): Account {
  const parsed = z.union([z.object({ data: customer }).transform(({ data }) => data), customer]).safeParse(payload)
  if (parsed.success)
    return accountOf(settings, parsed.data, { addresses: [], contact: null, contacts: [], zone: null })
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ERPNEXT_PAYLOAD_UNREADABLE',
    message: 'This is not a Customer as ERPNext shows it.',
    remedy: 'Give what ERPNext answers when the document is read: { "data": { "name": …, "customer_name": … } }.',
  })
}

function present(account: Account | null, name: string): Account {
  if (account !== null) return account
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'ACCOUNT_GONE',
    message: `The customer ${name} was removed in ERPNext as soon as it was made.`,
  })
}
