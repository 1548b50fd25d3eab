import { z } from 'zod'
import { partyOfAccount } from '#contract/account-party'
import type { AccountChanges } from '#contract/accounts'
import { TillbridgeError } from '#lib/errors'
import { normalEmail } from '#model/customer'
import { contact, type Contact, primary } from './accounts-map.ts'
import { type ErpnextContext, insert, read, update } from './client.ts'
import { phoneText } from './map-party.ts'
import { personNames } from './names.ts'
import { parties } from './parties.ts'

const head = z.object({ customer_name: z.string(), customer_primary_contact: z.string().nullish() })

const FIELDS = {
  name: 'customer_name',
  language: 'language',
  note: 'customer_details',
  vatNumber: 'tax_id',
  paymentTerms: 'payment_terms',
  priceList: 'default_price_list',
} as const satisfies Partial<Record<keyof AccountChanges, string>>

/**
 * Changes what is given of a customer; names, mailbox and phone number of a person stand in its contact, of which the customer shows
 * copies: so the contact goes first, and the customer is written once.
 */
export async function updateAccount(context: ErpnextContext, name: string, changed: AccountChanges): Promise<void> {
  const copied = await updateContact(context, name, changed)
  const fields = Object.entries(FIELDS).flatMap(([field, column]) => {
    const value = changed[field as keyof typeof FIELDS]
    return value === undefined ? [] : [[column, inWords(field, value) ?? '']]
  })
  const body = { ...Object.fromEntries(fields), ...copied }
  if (Object.keys(body).length > 0) await update(context, { doctype: 'Customer' }, name, body)
  await addContacts(context, name, changed)
  await addAddresses(context, name, [...(changed.addresses ?? []), ...(changed.locations ?? [])])
}

// Frappe knows languages, not those of a country.
const inWords = (field: string, value: string | null): string | null =>
  field === 'language' ? (value?.split(/[-_]/)[0]?.toLowerCase() ?? null) : value

/** What the customer has to show of its contact from now on. */
async function updateContact(
  context: ErpnextContext,
  name: string,
  changed: AccountChanges,
): Promise<Record<string, string>> {
  const { email, phone, firstName, lastName } = changed
  if ([email, phone, firstName, lastName].every((value) => value === undefined)) return {}
  const found = await customerHead(context, name)
  const main = found.customer_primary_contact
  const known = main == null || main === '' ? null : await read(context, 'Contact', main, contact)
  const fields = contactFields(known, changed)
  if (Object.keys(fields).length === 0) return {}
  const about = { doctype: 'Contact' }
  if (known !== null) {
    await update(context, about, known.name, fields)
    return copies(changed)
  }
  const links = [{ link_doctype: 'Customer', link_name: name }]
  const names = personNames({ firstName: firstName ?? found.customer_name, lastName: lastName ?? null }, name)
  const body = { ...fields, ...names, is_primary_contact: 1, links }
  const made = await insert(context, about, body, z.object({ name: z.string() }))
  return { customer_primary_contact: made.data.name, ...copies(changed) }
}

/** The customer shows copies of its main contact's mailbox and number. */
const copies = ({ email, phone }: AccountChanges): Record<string, string> => ({
  ...(email === undefined ? {} : { email_id: normalEmail(email) ?? '' }),
  ...(phone === undefined ? {} : { mobile_no: phoneText(phone) ?? '' }),
})

/** Tables are replaced as a whole: rows that are not ours to change go along as they are. */
function contactFields(
  known: Contact | null,
  { email, phone, firstName, lastName }: AccountChanges,
): Record<string, unknown> {
  const mailbox = normalEmail(email)
  const number = phoneText(phone ?? null)
  return {
    ...(firstName == null ? {} : { first_name: firstName }),
    ...(lastName === undefined ? {} : { last_name: lastName ?? '' }),
    ...(email === undefined
      ? {}
      : {
          email_ids: withMain(known?.email_ids ?? [], ['is_primary'], mailbox === null ? null : { email_id: mailbox }),
        }),
    ...(phone === undefined
      ? {}
      : {
          phone_nos: withMain(
            known?.phone_nos ?? [],
            ['is_primary_mobile_no', 'is_primary_phone'],
            number === null ? null : { phone: number },
          ),
        }),
  }
}

function withMain<T extends object>(
  rows: readonly T[],
  marks: readonly (keyof T & string)[],
  value: Partial<T> | null,
): object[] {
  const main = primary(rows, ...marks)
  const [mark] = marks
  const others = rows.filter((row) => row !== main)
  if (value === null) return others
  return [{ ...main, ...value, ...(mark === undefined ? {} : { [mark]: 1 }) }, ...others]
}

/** Further contacts of a company; the first one that it gets at all is its main one. */
async function addContacts(context: ErpnextContext, name: string, { contacts }: AccountChanges): Promise<void> {
  if (contacts === undefined || contacts.length === 0) return
  let hasMain = Boolean((await customerHead(context, name)).customer_primary_contact)
  for (const { firstName, lastName, email, phone } of contacts) {
    const [mailbox, number] = [normalEmail(email), phoneText(phone)]
    const body = {
      ...personNames(
        { firstName: firstName ?? lastName ?? mailbox ?? name, lastName: firstName === null ? null : lastName },
        name,
      ),
      email_ids: mailbox === null ? [] : [{ email_id: mailbox, is_primary: 1 }],
      phone_nos: number === null ? [] : [{ phone: number, is_primary_mobile_no: 1 }],
      is_primary_contact: hasMain ? 0 : 1,
      links: [{ link_doctype: 'Customer', link_name: name }],
    }
    const made = await insert(context, { doctype: 'Contact' }, body, z.object({ name: z.string() }))
    if (hasMain) continue
    hasMain = true
    const main = { customer_primary_contact: made.data.name, ...copies({ email: mailbox, phone: number }) }
    await update(context, { doctype: 'Customer' }, name, main)
  }
}

async function addAddresses(
  context: ErpnextContext,
  name: string,
  addresses: NonNullable<AccountChanges['addresses']>,
): Promise<void> {
  if (addresses.length === 0) return
  const { customer_name } = await customerHead(context, name)
  for (const { address } of addresses) {
    const account = {
      kind: 'person',
      name: customer_name,
      addresses: [{ externalId: '', address, isDefault: false }],
    } as const
    await parties.completeAddresses(context, { externalId: name, addresses: {} }, partyOfAccount(account, name))
  }
}

async function customerHead(context: ErpnextContext, name: string): Promise<z.output<typeof head>> {
  const found = await read(context, 'Customer', name, head)
  if (found !== null) return found
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CUSTOMER_UNKNOWN',
    message: `The customer ${name} is no longer in ERPNext.`,
    remedy: 'Restore it in ERPNext, or skip this account here.',
    subject: `customer:${name}`,
  })
}
