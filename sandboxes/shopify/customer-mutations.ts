import { type AddressFields, addressMutations, addressOf, namesOf } from './customer-addresses.ts'
import type { View } from './connections.ts'
import { type CustomerFields, fieldProblems, normalEmail, normalPhone } from './customer-fields.ts'
import { customerMerge } from './customer-merge.ts'
import { checkCustomId, type CustomId, findCustomer, showCustomer } from './customer-queries.ts'
import { addCustomer, changeCustomer, customerByCustomId, deleteCustomer, setConsent } from './customers.ts'
import { gid } from './ids.ts'
import { fullNamespace } from './metafield-view.ts'
import { ShopRefusal } from './payments.ts'
import type { AddressState, ConsentState, CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

interface MetafieldInput {
  readonly namespace?: string | null
  readonly key?: string | null
  readonly type?: string | null
  readonly value?: string | null
}

interface ConsentInput {
  readonly marketingState: ConsentState['state']
  readonly marketingOptInLevel?: ConsentState['level']
  readonly consentUpdatedAt?: string | null
}

interface CustomerInput extends CustomerFields {
  readonly id?: string | null
  readonly addresses?: readonly AddressFields[] | null
  readonly emailMarketingConsent?: ConsentInput | null
  readonly metafields?: readonly MetafieldInput[] | null
}

interface SetArgs {
  readonly identifier?: {
    readonly id?: string | null
    readonly email?: string | null
    readonly phone?: string | null
    readonly customId?: CustomId | null
  } | null
  readonly input: CustomerInput
}

const refused = (...errors: UserError[]): View => ({ customer: null, userErrors: errors })

/** What an app may do to customers. */
export function customerMutations(shop: Shop): View {
  return {
    customerCreate: ({ input }: { input: CustomerInput }) => create(shop, input),
    customerUpdate: ({ input }: { input: CustomerInput }) => update(shop, input),
    customerSet: (args: SetArgs) => set(shop, args),
    customerDelete: ({ input }: { input: { id: string } }) => remove(shop, input.id),
    customerMerge: (args: Parameters<typeof customerMerge>[1]) => customerMerge(shop, args),
    customerEmailMarketingConsentUpdate: ({
      input,
    }: {
      input: { customerId: string; emailMarketingConsent: ConsentInput }
    }) => {
      const customer = findCustomer(shop, input.customerId)
      if (customer === undefined) {
        return refused(userError(['input', 'customerId'], 'Customer not found', 'INVALID'))
      }
      setConsent(shop, customer, consentOf(shop, input.emailMarketingConsent))
      return { customer: showCustomer(shop, customer), userErrors: [] }
    },
    customerRequestDataErasure: ({ customerId }: { customerId: string }) => requestErasure(shop, customerId),
    ...addressMutations(shop),
  }
}

const consentOf = (shop: Shop, input: ConsentInput): ConsentState => ({
  state: input.marketingState,
  level: input.marketingOptInLevel ?? 'SINGLE_OPT_IN',
  updatedAt: input.consentUpdatedAt == null ? shop.clock.now() : new Date(input.consentUpdatedAt),
})

function errorsOf(shop: Shop, input: CustomerInput, customer: CustomerState | null, path: readonly string[]) {
  return fieldProblems(shop, input, customer).map(({ field, message, code }) =>
    userError(field === null ? (path.length === 0 ? null : path) : [...path, field], message, code),
  )
}

function create(shop: Shop, input: CustomerInput): View {
  if (input.id != null) return refused(userError(['id'], 'Cannot specify ID on creation'))
  const errors = errorsOf(shop, input, null, [])
  if (errors.length > 0) return refused(...errors)
  const customer = addCustomer(shop, input, addressesOf(shop, input))
  if (input.emailMarketingConsent != null) customer.emailConsent = consentOf(shop, input.emailMarketingConsent)
  writeMetafields(shop, customer, input.metafields ?? [])
  return { customer: showCustomer(shop, customer), userErrors: [] }
}

const addressesOf = (shop: Shop, input: CustomerInput, customer: CustomerState | null = null): AddressState[] => {
  const names = customer === null ? { firstName: input.firstName ?? null, lastName: input.lastName ?? null } : null
  return (input.addresses ?? []).map((address) =>
    addressOf(shop, address, names ?? (customer === null ? { firstName: null, lastName: null } : namesOf(customer))),
  )
}

function update(shop: Shop, input: CustomerInput): View {
  const customer = input.id == null ? undefined : findCustomer(shop, input.id)
  if (customer === undefined) return refused(userError(['id'], 'Customer does not exist'))
  if (input.emailMarketingConsent != null) {
    const message =
      'To update emailMarketingConsent, please use the customerEmailMarketingConsentUpdate Mutation instead'
    return refused(userError(['emailMarketingConsent'], message))
  }
  const errors = errorsOf(shop, input, customer, [])
  if (errors.length > 0) return refused(...errors)
  writeMetafields(shop, customer, input.metafields ?? [])
  apply(shop, customer, input)
  return { customer: showCustomer(shop, customer), userErrors: [] }
}

/** Lists replace what was there; what is not given stays. */
function apply(shop: Shop, customer: CustomerState, input: CustomerInput): void {
  if (input.addresses == null) return changeCustomer(shop, customer, input)
  const addresses = addressesOf(shop, input, customer)
  changeCustomer(shop, customer, input, { addresses, defaultAddress: addresses[0] ?? null })
}

function writeMetafields(shop: Shop, customer: CustomerState, inputs: readonly MetafieldInput[]): void {
  const now = shop.clock.now()
  for (const { namespace: given, key, type, value } of inputs) {
    if (key == null || value == null) continue
    const namespace = fullNamespace(given)
    const known = customer.metafields.find((entry) => entry.namespace === namespace && entry.key === key)
    if (known === undefined) {
      const id = shop.ids.next('Metafield')
      const kept = type ?? 'single_line_text_field'
      customer.metafields.push({ id, namespace, key, type: kept, value, createdAt: now, updatedAt: now })
    } else Object.assign(known, { value, updatedAt: now })
  }
}

/** `customerSet`: creates, or changes the one that the identifier names. */
function set(shop: Shop, { identifier, input }: SetArgs): View {
  const found = identifier == null ? undefined : identifiedBy(shop, identifier)
  if (identifier?.id != null && found === undefined) {
    return refused(userError(['input'], 'Resource matching the identifier was not found.', 'NOT_FOUND'))
  }
  const mismatch = identifier == null ? null : mismatchOf(identifier, input)
  if (mismatch !== null) return refused(mismatch)
  const errors = errorsOf(shop, input, found ?? null, ['input'])
  if (errors.length > 0) return refused(...errors)
  if (found !== undefined) apply(shop, found, input)
  const customer = found ?? addCustomer(shop, input, addressesOf(shop, input))
  if (identifier?.customId != null) writeMetafields(shop, customer, [{ ...identifier.customId, type: 'id' }])
  return { customer: showCustomer(shop, customer), userErrors: [] }
}

function identifiedBy(shop: Shop, identifier: NonNullable<SetArgs['identifier']>): CustomerState | undefined {
  if (identifier.id != null) return findCustomer(shop, identifier.id)
  if (identifier.email != null) return shop.customerByEmail.get(normalEmail(identifier.email) ?? '')
  if (identifier.phone != null) return shop.people.customerByPhone.get(normalPhone(identifier.phone) ?? '')
  if (identifier.customId == null) return undefined
  checkCustomId(shop, identifier.customId)
  return customerByCustomId(shop, identifier.customId)
}

/** The key of an upsert must stand in the input too, and be the same. */
function mismatchOf(identifier: NonNullable<SetArgs['identifier']>, input: CustomerInput): UserError | null {
  const pairs = [
    ['email', identifier.email, input.email, normalEmail],
    ['phone', identifier.phone, input.phone, normalPhone],
  ] as const
  for (const [field, key, given, normal] of pairs) {
    if (key == null) continue
    if (given == null) {
      const message = 'The input field corresponding to the identifier is required.'
      return userError(['input', field], message, 'MISSING_FIELD_REQUIRED')
    }
    if (normal(key) !== normal(given)) {
      const message = 'The identifier value does not match the value of the corresponding field in the input.'
      return userError(['input'], message, 'INPUT_MISMATCH')
    }
  }
  return null
}

function remove(shop: Shop, id: string): View {
  const failed = (message: string): View => ({ deletedCustomerId: null, userErrors: [userError(['id'], message)] })
  const customer = findCustomer(shop, id)
  if (customer === undefined) return failed("Customer can't be found")
  try {
    deleteCustomer(shop, customer)
  } catch (error) {
    if (error instanceof ShopRefusal) return failed(error.message)
    throw error
  }
  return { deletedCustomerId: gid('Customer', customer.id), userErrors: [] }
}

/** The request is taken; apps hear of it by `customers/redact`, which the shop sends later and not by subscription. */
function requestErasure(shop: Shop, id: string): View {
  const customer = findCustomer(shop, id)
  if (customer === undefined) {
    return { customerId: null, userErrors: [userError(['customerId'], 'Customer does not exist', 'DOES_NOT_EXIST')] }
  }
  return { customerId: gid('Customer', customer.id), userErrors: [] }
}
