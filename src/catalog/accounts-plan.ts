import type { Account, AccountContact } from '#model/account'
import { type AccountField, addressForm, accountValues, isSameValue } from './accounts-fields.ts'
import type { CustomerRules } from './accounts-rules.ts'
import { normalEmail } from '#model/customer'
import { type CommonOf, type FieldRule, isNothing, type OwnedPlan, planOwned, type Side } from './ownership.ts'

export type AccountCommon = CommonOf<AccountField>

type Contacts = readonly Omit<AccountContact, 'externalId'>[]

export interface AccountPlan extends OwnedPlan<AccountField> {
  /** Of companies: who is to be added on each side. */
  readonly contacts: Readonly<Record<Side, Contacts>>
}

export interface AccountPlanInput {
  readonly rules: CustomerRules
  readonly store: Account
  readonly target: Account
  /** What both held when they were last in step. */
  readonly common: AccountCommon
  /** The fields that each side can be told. */
  readonly writable: Readonly<Record<Side, ReadonlySet<string>>>
}

/** The smallest set of changes after which each field of an account has its owner's value on both sides. */
export function planAccount({ rules, store, target, common, writable }: AccountPlanInput): AccountPlan {
  const plan = planOwned<AccountField>({
    ownership: ownershipOf(rules, store.kind),
    store: accountValues(store),
    target: accountValues(target),
    common,
    writable: { ...writable, store: nameOrParts(writable.store, target) },
  })
  const contacts = missingContacts(rules.companies.contacts, { store, target, writable })
  return { ...withNameOfParts(withoutKnownParts(plan, store, target), store), contacts }
}

/**
 * Contacts are added where they are missing, by their e-mail address, and nobody is taken away. What was seen of them is not kept:
 * whoever asks to be forgotten is nowhere here.
 */
function missingContacts(
  { owner, direction }: FieldRule,
  { store, target, writable }: Pick<AccountPlanInput, 'store' | 'target' | 'writable'>,
): AccountPlan['contacts'] {
  const way = direction === 'away' ? (owner === 'store' ? 'to-target' : 'to-store') : direction
  const lackedBy = (side: Side, from: Account, there: Account): Contacts => {
    const goes = way === 'both' || way === `to-${side}`
    if (!goes || store.kind !== 'company' || !writable[side].has('contacts') || there.contacts === undefined) return []
    const known = new Set(there.contacts.map(({ email }) => normalEmail(email)))
    return (from.contacts ?? []).flatMap(({ externalId: _id, ...contact }) => {
      const email = normalEmail(contact.email)
      // Without a mailbox nobody could tell it from others later.
      if (email === null || known.has(email)) return []
      known.add(email)
      return [contact]
    })
  }
  return { store: lackedBy('store', target, store), target: lackedBy('target', store, target) }
}

/** The name that a store makes of parts that we wrote is no change of the store's, which would have to go back. */
function withNameOfParts(plan: OwnedPlan<AccountField>, store: Account): OwnedPlan<AccountField> {
  const { toStore, common } = plan
  if (common.name === undefined || (toStore.firstName === undefined && toStore.lastName === undefined)) return plan
  const { firstName, lastName } = { ...store, ...toStore }
  const made = [firstName, lastName].filter((part) => !isNothing(part)).join(' ')
  return { ...plan, common: { ...common, name: { ...common.name, store: made } } }
}

/** A store makes a person's name of its parts: where the target has those they go, and the name follows. */
const nameOrParts = (fields: ReadonlySet<string>, { kind, firstName, lastName }: Account): ReadonlySet<string> =>
  kind === 'company' || (isNothing(firstName) && isNothing(lastName))
    ? fields
    : new Set([...fields].filter((field) => field !== 'name'))

// A person is whoever orders.
const NEVER = { owner: 'store', direction: 'none', onConflict: 'owner' } as const

const ownershipOf = (rules: CustomerRules, kind: Account['kind']) => ({
  rules: kind === 'company' ? rules.companies : { ...rules.persons, locations: NEVER },
  isSame: isSameValue,
  translated: (field: AccountField, value: unknown, from: Side) => inWordsOf(rules, field, value, from),
})

const other = (side: Side): Side => (side === 'store' ? 'target' : 'store')

/** The value in the words of the other side; `undefined` = it has none for it. */
function inWordsOf(rules: CustomerRules, field: AccountField, value: unknown, from: Side): unknown {
  if (field !== 'paymentTerms' && field !== 'priceList') return value
  if (isNothing(value)) return null
  const words = field === 'paymentTerms' ? rules.paymentTerms : rules.priceLists
  return words.find((word) => word[from] === value)?.[other(from)]
}

/** Fields of which what a side lacks is added and nothing is taken away: documents, carriers and buyers may stand on what it has. */
const ADDED: readonly AccountField[] = ['addresses', 'locations']

function withoutKnownParts(plan: OwnedPlan<AccountField>, store: Account, target: Account): OwnedPlan<AccountField> {
  const lost = plan.lost.filter(({ field }) => !ADDED.includes(field))
  return { ...plan, toStore: lacking(plan.toStore, store), toTarget: lacking(plan.toTarget, target), lost }
}

function lacking(values: AccountPlan['toStore'], there: Account): AccountPlan['toStore'] {
  const { addresses, locations, ...rest } = values
  const places = new Set(there.addresses.map(({ address }) => addressForm(address)))
  const newPlaces = (wanted: unknown) =>
    ((wanted ?? []) as Account['addresses']).filter(({ address }) => !places.has(addressForm(address)))
  const wanted = {
    addresses: newPlaces(addresses),
    locations: newPlaces(locations),
  }
  return { ...rest, ...Object.fromEntries(Object.entries(wanted).filter(([, parts]) => parts.length > 0)) }
}

/** Whether an account that only one side has may be made on the other. */
export function mayCreate({ create }: CustomerRules, kind: Account['kind'], on: Side): boolean {
  const who = create[on]
  return who === 'all' || who === (kind === 'company' ? 'companies' : 'persons')
}

/** An account for the other side, with what that side can be told, in its words. */
export function accountFor(
  rules: CustomerRules,
  account: Account,
  from: Side,
): Omit<Account, 'externalId' | 'updatedAt' | 'createdAt' | 'locations'> {
  const { externalId: _id, updatedAt: _updated, createdAt: _created, locations: _places, ...rest } = account
  const translated = (field: 'paymentTerms' | 'priceList'): string | null => {
    const word = inWordsOf(rules, field, account[field], from)
    return typeof word === 'string' ? word : null
  }
  return {
    ...rest,
    ...(account.paymentTerms === undefined ? {} : { paymentTerms: translated('paymentTerms') }),
    ...(account.priceList === undefined ? {} : { priceList: translated('priceList') }),
  }
}
