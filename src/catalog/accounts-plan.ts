import type { Account } from '#model/account'
import { type AccountField, addressForm, accountValues, isSameValue } from './accounts-fields.ts'
import type { CustomerRules } from './accounts-rules.ts'
import { type CommonOf, isNothing, type OwnedPlan, planOwned, type Side } from './ownership.ts'

export type AccountCommon = CommonOf<AccountField>
export type AccountPlan = OwnedPlan<AccountField>

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
  return withNameOfParts(withoutKnownAddresses(plan, store, target), store)
}

/** The name that a store makes of parts that we wrote is no change of the store's, which would have to go back. */
function withNameOfParts(plan: AccountPlan, store: Account): AccountPlan {
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

const ownershipOf = (rules: CustomerRules, kind: Account['kind']) => ({
  rules: kind === 'company' ? rules.companies : rules.persons,
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

/** Addresses are added, never taken away: documents and carriers may stand on those that a side has. Only what it lacks is sent. */
function withoutKnownAddresses(plan: AccountPlan, store: Account, target: Account): AccountPlan {
  const lacking = (values: AccountPlan['toStore'], there: Account): AccountPlan['toStore'] => {
    const { addresses, ...rest } = values
    const known = new Set(there.addresses.map(({ address }) => addressForm(address)))
    const wanted = ((addresses ?? []) as Account['addresses']).filter(({ address }) => !known.has(addressForm(address)))
    return wanted.length === 0 ? rest : { ...rest, addresses: wanted }
  }
  const lost = plan.lost.filter(({ field }) => field !== 'addresses')
  return { ...plan, toStore: lacking(plan.toStore, store), toTarget: lacking(plan.toTarget, target), lost }
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
): Omit<Account, 'externalId' | 'updatedAt' | 'createdAt'> {
  const { externalId: _id, updatedAt: _updated, createdAt: _created, ...rest } = account
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
