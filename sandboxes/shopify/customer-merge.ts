import { addressView, fullName } from './address-view.ts'
import type { View } from './connections.ts'
import { normalTags } from './customer-fields.ts'
import { changeCustomer, forget, ordersOf } from './customers.ts'
import { emailView } from './customer-view.ts'
import { refuse } from './graphql-errors.ts'
import { gid, numericId } from './ids.ts'
import type { CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

export interface MergeOverrides {
  readonly customerIdOfEmailToKeep?: string | null
  readonly customerIdOfPhoneNumberToKeep?: string | null
  readonly customerIdOfFirstNameToKeep?: string | null
  readonly customerIdOfLastNameToKeep?: string | null
  readonly customerIdOfDefaultAddressToKeep?: string | null
  readonly note?: string | null
  readonly tags?: readonly string[] | null
}

interface MergeArgs {
  readonly customerOneId: string
  readonly customerTwoId: string
  readonly overrideFields?: MergeOverrides | null
}

/** What two customers become. */
interface Merged {
  readonly kept: CustomerState
  readonly gone: CustomerState
  readonly fields: Pick<CustomerState, 'email' | 'phone' | 'firstName' | 'lastName' | 'tags' | 'defaultAddress'> & {
    readonly note: string | null
  }
}

const isSame = (id: string | null | undefined, customer: CustomerState): boolean =>
  id != null && numericId(id, 'Customer') === customer.id

/** The one that the vendor keeps, in its published order of reasons. */
function survivor(one: CustomerState, two: CustomerState, overrides: MergeOverrides): CustomerState {
  const chosen = [one, two].find((customer) => isSame(overrides.customerIdOfEmailToKeep, customer))
  if (chosen !== undefined) return chosen
  if ((one.email === null) !== (two.email === null)) return one.email === null ? two : one
  if (one.email === null) return two
  const rank = ({ state, emailConsent }: CustomerState): number => {
    if (state === 'ENABLED') return 3
    if (emailConsent.state === 'SUBSCRIBED' || emailConsent.state === 'PENDING') return 2
    return state === 'INVITED' ? 1 : 0
  }
  return rank(one) > rank(two) ? one : two
}

function merged(one: CustomerState, two: CustomerState, overrides: MergeOverrides): Merged {
  const kept = survivor(one, two, overrides)
  const gone = kept === one ? two : one
  const from = <Value>(id: string | null | undefined, read: (customer: CustomerState) => Value | null): Value | null =>
    read(isSame(id, gone) ? gone : kept) ?? read(kept) ?? read(gone)
  const notes = [kept.note, gone.note].filter((note) => note !== null && note !== '')
  return {
    kept,
    gone,
    fields: {
      email: kept.email ?? gone.email,
      phone: from(overrides.customerIdOfPhoneNumberToKeep, ({ phone }) => phone),
      firstName: from(overrides.customerIdOfFirstNameToKeep, ({ firstName }) => firstName),
      lastName: from(overrides.customerIdOfLastNameToKeep, ({ lastName }) => lastName),
      defaultAddress: from(overrides.customerIdOfDefaultAddressToKeep, (customer) => customer.defaultAddress),
      note: overrides.note ?? (notes.length === 0 ? null : notes.join(' ')),
      tags: normalTags(overrides.tags ?? [...kept.tags, ...gone.tags]),
    },
  }
}

/** Merges two customers: orders, addresses and fields go to the one that is kept. */
export function mergeCustomers(shop: Shop, one: CustomerState, two: CustomerState, overrides: MergeOverrides): Merged {
  const plan = merged(one, two, overrides)
  const { kept, gone, fields } = plan
  for (const order of ordersOf(shop, gone)) {
    order.customer = kept
    order.revision += 1
  }
  for (const contact of [...shop.companies.values()].flatMap((company) => company.contacts)) {
    if (contact.customer === gone) contact.customer = kept
  }
  const metafields = gone.metafields.filter(
    (field) => !kept.metafields.some((own) => own.namespace === field.namespace && own.key === field.key),
  )
  kept.metafields.push(...metafields)
  forget(shop, gone)
  changeCustomer(shop, kept, fields, {
    addresses: [...kept.addresses, ...gone.addresses],
    defaultAddress: fields.defaultAddress,
  })
  return plan
}

/** `customerMerge`: done at once, announced with what was kept and what is gone. */
export function customerMerge(shop: Shop, args: MergeArgs): View {
  const failed = (error: UserError): View => ({ resultingCustomerId: null, job: null, userErrors: [error] })
  const [one, two] = pair(shop, args)
  if (args.customerOneId === args.customerTwoId) {
    return failed(userError(null, 'Customers IDs should not match', 'INVALID_CUSTOMER_ID'))
  }
  const missing = (field: string, id: string): View => {
    const message = `Customer does not exist with ID ${numericId(id, 'Customer')}`
    return failed(userError([field], message, 'INVALID_CUSTOMER_ID'))
  }
  if (one === undefined) return missing('customerOneId', args.customerOneId)
  if (two === undefined) return missing('customerTwoId', args.customerTwoId)
  const { kept, gone } = mergeCustomers(shop, one, two, args.overrideFields ?? {})
  const jobId = `gid://shopify/Job/${shop.ids.uuid()}`
  shop.people.merges.set(jobId, { keptId: kept.id })
  shop.emit({
    topic: 'customers/merge',
    order: null,
    subjectId: null,
    body: {
      admin_graphql_api_customer_kept_id: gid('Customer', kept.id),
      admin_graphql_api_customer_deleted_id: gid('Customer', gone.id),
      admin_graphql_api_job_id: jobId,
      status: 'completed',
      errors: [],
    },
  })
  return {
    resultingCustomerId: gid('Customer', kept.id),
    job: { __typename: 'Job', id: jobId, done: false },
    userErrors: [],
  }
}

const pair = (shop: Shop, { customerOneId, customerTwoId }: MergeArgs) =>
  [customerOneId, customerTwoId].map((id) => shop.customers.get(numericId(id, 'Customer') ?? -1))

/** What a merge would leave, without doing it. */
export function previewMerge(shop: Shop, args: MergeArgs): View {
  const [one, two] = pair(shop, args)
  if (args.customerOneId === args.customerTwoId) throw refuse('BAD_REQUEST', 'Customers must be different.')
  if (one === undefined || two === undefined) throw refuse('RESOURCE_NOT_FOUND', 'Customer does not exist.')
  const { kept, gone, fields } = merged(one, two, args.overrideFields ?? {})
  const phone = fields.phone === kept.phone ? gone.phone : kept.phone
  return {
    resultingCustomerId: gid('Customer', kept.id),
    defaultFields: {
      ...fields,
      displayName: fullName(fields) || (fields.email ?? ''),
      email: fields.email === null ? null : emailView(kept, fields.email),
      phoneNumber: fields.phone === null ? null : { phoneNumber: fields.phone },
      defaultAddress: fields.defaultAddress === null ? null : addressView(fields.defaultAddress, 'CustomerAddress'),
      orderCount: String(ordersOf(shop, one).length + ordersOf(shop, two).length),
      metafieldCount: String(one.metafields.length + two.metafields.length),
    },
    alternateFields: {
      firstName: fields.firstName === kept.firstName ? gone.firstName : kept.firstName,
      lastName: fields.lastName === kept.lastName ? gone.lastName : kept.lastName,
      email: gone.email === null ? null : emailView(gone, gone.email),
      phoneNumber: phone === null ? null : { phoneNumber: phone },
      defaultAddress: gone.defaultAddress === null ? null : addressView(gone.defaultAddress, 'CustomerAddress'),
    },
    blockingFields: null,
    customerMergeErrors: null,
  }
}
