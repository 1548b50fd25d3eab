import type { AccountChanges, AccountTarget, NewAccount } from '#contract/accounts'
import { TillbridgeError } from '#lib/errors'
import { given } from '#lib/given'
import type { Account } from '#model/account'
import { namesIn, normalEmail } from '#model/customer'
import {
  accountOf,
  addressInput,
  customer as customerShape,
  isPlace,
  NUMBER_FIELD,
  type WooCustomer,
} from './accounts-map.ts'
import { customerByEmail, CUSTOMERS, fetchCustomer } from './accounts.ts'
import { change, type WooContext } from './client.ts'
import { addressOf } from './map-buyer.ts'
import { metaText } from './map-line.ts'
import { isRefusedAs } from './failures.ts'
import type { WooSettings } from './settings.ts'

export const accountTarget: AccountTarget<WooSettings> = {
  fields: ['name', 'firstName', 'lastName', 'email', 'phone', 'vatNumber', 'number', 'addresses'],
  find,
  create,
  update,
}

/** A mailbox is the one strong key that can be asked for; of a company the VAT number has to be the same as well. */
async function find(context: WooContext, account: Account): Promise<Account | null> {
  const email = mailboxOf(account)
  const found = email === null ? null : await customerByEmail(context, email)
  if (found === null) return null
  const known = accountOf(found, context.settings)
  if (account.kind === 'person') return known
  return known.kind === 'company' && plainVat(known.vatNumber) === plainVat(account.vatNumber) ? known : null
}

/** A company signs in by one mailbox: its own, or that of the first who may order. */
const mailboxOf = ({ email, contacts = [] }: Pick<Account, 'email' | 'contacts'>): string | null =>
  normalEmail(email) ?? contacts.map((contact) => normalEmail(contact.email)).find((one) => one !== null) ?? null

const plainVat = (number: string | null | undefined): string | null =>
  number?.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase() ?? null

async function create(context: WooContext, account: NewAccount): Promise<Account> {
  const email = mailboxOf(account)
  if (email === null) throw withoutMailbox(account.name)
  const [contact] = account.contacts ?? []
  const names = account.kind === 'company' && contact !== undefined ? contact : account
  const { firstName, lastName } = names
  const json = inputOf({ ...account, ...given({ firstName, lastName }), email }, account.kind, null, context.settings)
  try {
    const made = await change(context, { method: 'POST', route: CUSTOMERS, json }, customerShape)
    return accountOf(made, context.settings)
  } catch (error) {
    if (!isRefusedAs(error, 'registration-error-email-exists')) throw error
    throw mailboxTaken(email, account.kind === 'person' ? 'conflict' : 'rejected')
  }
}

async function update(context: WooContext, externalId: string, changes: AccountChanges): Promise<void> {
  const now = await fetchCustomer(context, externalId)
  if (now === null) return
  const { kind } = accountOf(now, context.settings)
  const json = inputOf(changes, kind, now, context.settings)
  if (Object.keys(json).length === 0) return
  try {
    await change(context, { method: 'PUT', route: `${CUSTOMERS}/${externalId}`, json }, customerShape)
  } catch (error) {
    // So it calls a mailbox of another account as well.
    if (changes.email == null || !isRefusedAs(error, 'woocommerce_rest_customer_invalid_email')) throw error
    throw mailboxTaken(changes.email, 'rejected')
  }
}

/** What of an account WooCommerce is told. `now`: what it holds, `null` = it is new. */
function inputOf(
  changes: AccountChanges,
  kind: Account['kind'],
  now: WooCustomer | null,
  settings: WooSettings,
): Record<string, unknown> {
  const { name, email, phone, number, vatNumber } = changes
  const names = namesOf(changes, kind)
  const places = placesOf(changes, kind, now)
  const company = kind === 'company' && name !== undefined ? { company: name } : {}
  const billing = { ...places.billing, ...company, ...(phone === undefined ? {} : { phone: phone ?? '' }) }
  const fields = [
    ...(number === undefined ? [] : [{ key: NUMBER_FIELD, value: number }]),
    ...(vatNumber === undefined ? [] : [{ key: vatFieldOf(now, settings), value: vatNumber }]),
  ]
  return given({
    first_name: names.firstName ?? (names.firstName === null ? '' : undefined),
    last_name: names.lastName ?? (names.lastName === null ? '' : undefined),
    // An account cannot be without one.
    email: email ?? undefined,
    billing: Object.keys(billing).length === 0 ? undefined : billing,
    shipping: places.shipping,
    meta_data: fields.length === 0 ? undefined : fields,
  })
}

/** Where its number stands; a new one goes where plug-ins keep it with the account rather than with an order. */
const vatFieldOf = (now: WooCustomer | null, { vatNumberFields: fields }: WooSettings): string =>
  fields.find((field) => now !== null && metaText(now.meta_data, [field]) !== null) ??
  fields.find((field) => !field.startsWith('_')) ??
  'vat_number'

function namesOf(changes: AccountChanges, kind: Account['kind']): Pick<AccountChanges, 'firstName' | 'lastName'> {
  const { name, firstName, lastName } = changes
  if (kind === 'company' || name === undefined || firstName !== undefined || lastName !== undefined)
    return given({ firstName, lastName })
  return namesIn(name)
}

/**
 * An account has two places. What a person has is never written over, so a further one goes where none is yet; the one address of a
 * company that moves here is its main one.
 */
function placesOf(
  { addresses = [] }: AccountChanges,
  kind: Account['kind'],
  now: WooCustomer | null,
): { readonly billing?: Record<string, string>; readonly shipping?: Record<string, string> } {
  const [first, second] = addresses
  if (first === undefined) return {}
  const isFree = (place: WooCustomer['billing'] | undefined): boolean => {
    const known = place === undefined ? null : addressOf(place)
    return known === null || !isPlace(known)
  }
  if (kind === 'company') {
    // Its name stands there too, and is a field of its own.
    const { company: _name, ...billing } = addressInput(first.address)
    return { billing }
  }
  const free = [...(isFree(now?.billing) ? ['billing'] : []), ...(isFree(now?.shipping) ? ['shipping'] : [])]
  const [one, other] = free
  return {
    ...(one === undefined ? {} : { [one]: addressInput(first.address) }),
    ...(other === undefined || second === undefined ? {} : { [other]: addressInput(second.address) }),
  }
}

const withoutMailbox = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_ACCOUNT_WITHOUT_EMAIL',
    message: `${name} has no e-mail address, and WooCommerce makes no account without one.`,
    remedy: 'Enter an e-mail address of it, or of a contact, in the target, then retry.',
    subject: `account:${name}`,
  })

const mailboxTaken = (email: string, kind: 'conflict' | 'rejected'): TillbridgeError =>
  new TillbridgeError({
    kind,
    code: kind === 'conflict' ? 'ACCOUNT_EXISTS' : 'WOOCOMMERCE_EMAIL_TAKEN',
    message: `Another account of WooCommerce has the e-mail address ${email}, or it is none.`,
    remedy: 'Correct the address on the side that owns it, or give the company its VAT number in WooCommerce.',
    subject: `email:${email}`,
  })
