import { z } from 'zod'
import { partyOfAccount } from '#contract/account-party'
import type { AccountSource, AccountTarget } from '#contract/accounts'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { accountOf, type Partner, partnerShape } from './accounts-map.ts'
import { updateAccount } from './accounts-write.ts'
import { companyId, type Domain } from './client.ts'
import { countryCodes, priceLists } from './facts.ts'
import type { OdooContext } from './memory.ts'
import { changedPages } from './pages.ts'
import { parties } from './parties.ts'
import { find as findRecords, link, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, stampAfter, utcOf } from './stamps.ts'
import { REFERENCE } from './vendor.ts'

/** Customers with their contacts and addresses, which are contacts of their own in Odoo. */
export const accounts: AccountSource<OdooSettings> = { changes, get, parse, findByName }

export const accountTarget: AccountTarget<OdooSettings> = {
  fields: [
    'name',
    'email',
    'phone',
    'language',
    'note',
    'vatNumber',
    'number',
    'paymentTerms',
    'priceList',
    'addresses',
    'contacts',
    'locations',
  ],
  find,
  async create(context: OdooContext, account, reference) {
    const made = await parties.create(context, partyOfAccount(account, reference), [reference])
    const { paymentTerms, priceList, note, language, addresses, contacts } = account
    const more = Object.entries({ paymentTerms, priceList, note, language }).filter(([, value]) => value != null)
    await updateAccount(context, made.externalId, {
      ...Object.fromEntries(more),
      addresses,
      ...(contacts === undefined ? {} : { contacts }),
    })
    return present(await get(context, made.externalId), made.externalId)
  },
  update: updateAccount,
}

/** Archived ones too: whoever is archived is not gone. */
const ALL = { active_test: false }

/** Whoever bought, or is ours: not suppliers, colleagues and leads. */
const customers = async (context: OdooContext): Promise<Domain> => [
  ['company_id', 'in', [await companyId(context), false]],
  ['parent_id', '=', false],
  '|',
  ['customer_rank', '>', 0],
  [REFERENCE, '!=', false],
]

const changedShape = z.object({ id: z.number(), name: text, write_date: z.string(), create_date: z.string() })
const childShape = changedShape.extend({ commercial_partner_id: link, parent_id: link })

async function* changes(
  context: OdooContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const within: Domain = [
    ['write_date', '>=', stamp(since)],
    ['write_date', '<', stampAfter(until)],
  ]
  const own: Domain = [...within, ...(await customers(context))]
  for await (const rows of changedPages(context, 'res.partner', changedShape, own))
    yield rows.map(({ id, name, write_date, create_date }) => ({
      key: String(id),
      name,
      updatedAt: utcOf(write_date),
      createdAt: utcOf(create_date),
    }))
  // A contact or an address that changes is a change of its customer.
  const parts: Domain = [...within, ['parent_id', '!=', false], ['parent_id.customer_rank', '>', 0]]
  for await (const rows of changedPages(context, 'res.partner', childShape, parts))
    yield rows.flatMap(({ parent_id, commercial_partner_id, write_date }) => {
      const key = commercial_partner_id ?? parent_id
      return key === null ? [] : [{ key: String(key), name: null, updatedAt: utcOf(write_date), createdAt: null }]
    })
}

async function get(context: OdooContext, key: string): Promise<Account | null> {
  if (!/^\d+$/.test(key)) return null
  const domain = [
    ['id', '=', Number(key)],
    ['company_id', 'in', [await companyId(context), false]],
  ]
  const [found] = await findRecords(context, 'res.partner', partnerShape, { domain, context: ALL })
  return found === undefined || found.parent_id !== null ? null : whole(context, found)
}

async function whole(context: OdooContext, found: Partner): Promise<Account> {
  const children = await findRecords(context, 'res.partner', partnerShape, {
    domain: [['parent_id', '=', found.id]],
    order: 'id',
  })
  // Odoo names a list for everybody: the first one is nobody's choice.
  const lists = (await priceLists(context)).slice(1).map(({ id, name }) => [id, name] as const)
  return accountOf(context.settings, found, {
    children,
    countries: await countryCodes(context),
    priceLists: new Map(lists),
  })
}

/**
 * By our reference, else as documents find their customer: by e-mail address of a person, by VAT number of a company; a company by
 * its own number too, or the number it is registered under.
 */
async function find(context: OdooContext, account: Account, reference: string): Promise<Account | null> {
  const hit = await parties.find(context, partyOfAccount(account, reference), [reference])
  const id = hit?.externalId ?? (account.kind === 'company' ? await byNumber(context, account.number) : null)
  return id === null ? null : get(context, id)
}

async function byNumber(context: OdooContext, number: string | null | undefined): Promise<string | null> {
  const wanted = number?.trim() ?? ''
  if (wanted === '') return null
  for (const field of ['ref', 'company_registry']) {
    const domain = [
      [field, '=', wanted],
      ['is_company', '=', true],
      ['parent_id', '=', false],
    ]
    const [hit, other] = await findRecords(context, 'res.partner', changedShape, { domain, limit: 2 })
    if (hit !== undefined) return other === undefined ? String(hit.id) : null
  }
  return null
}

async function findByName(context: OdooContext, name: string): Promise<string | null> {
  const wanted = name.trim()
  const domain = [...(await customers(context)), '|', ['ref', '=', wanted], ['name', '=', wanted]]
  const [hit, other] = await findRecords(context, 'res.partner', changedShape, { domain, limit: 2, context: ALL })
  return hit === undefined || other !== undefined ? null : String(hit.id)
}

function parse(): Account {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Customers are read from Odoo, not from payloads.',
  })
}

function present(account: Account | null, id: string): Account {
  if (account !== null) return account
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'ACCOUNT_GONE',
    message: `The customer ${id} was removed in Odoo as soon as it was made.`,
  })
}
