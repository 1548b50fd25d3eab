import type { View } from './connections.ts'
import { normalEmail, normalPhone } from './customer-fields.ts'
import { previewMerge } from './customer-merge.ts'
import type { MergeOverrides } from './customer-merge.ts'
import { customerByCustomId, ordersOf } from './customers.ts'
import { customerView } from './customer-view.ts'
import { refuse } from './graphql-errors.ts'
import { gid, numericId } from './ids.ts'
import { type Listing, type ListingArgs, listingCount, listingPage } from './listing.ts'
import { fullNamespace } from './metafield-view.ts'
import { orderView } from './order-view.ts'
import type { CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'

export interface CustomId {
  readonly namespace?: string | null
  readonly key: string
  readonly value: string
}

interface Identifier {
  readonly id?: string | null
  readonly emailAddress?: string | null
  readonly phoneNumber?: string | null
  readonly customId?: CustomId | null
}

export const showCustomer = (shop: Shop, customer: CustomerState): View =>
  customerView(shop, customer, (order) => orderView(shop, order))

export const findCustomer = (shop: Shop, id: string): CustomerState | undefined =>
  shop.customers.get(numericId(id, 'Customer') ?? -1)

/** Refuses a `customId` for which there is no definition. */
export function checkCustomId(shop: Shop, { namespace, key }: CustomId): void {
  if (shop.people.customIds.has(`${fullNamespace(namespace)}.${key}`)) return
  throw refuse('NOT_FOUND', "Metafield definition of type 'id' is required when using custom ids.")
}

export function customerQueries(shop: Shop): View {
  const shown = (customer: CustomerState | undefined): View | null =>
    customer === undefined ? null : showCustomer(shop, customer)
  const listing = customerListing(shop)
  return {
    customer: ({ id }: { id: string }) => shown(findCustomer(shop, id)),
    customers: (args: ListingArgs) => listingPage(shop, listing, args, (customer) => showCustomer(shop, customer)),
    customersCount: (args: { query?: string | null; limit?: number | null }) => listingCount(shop, listing, args),
    customerByIdentifier: ({ identifier }: { identifier: Identifier }) => shown(identified(shop, identifier)),
    customerMergePreview: (args: {
      customerOneId: string
      customerTwoId: string
      overrideFields?: MergeOverrides | null
    }) => previewMerge(shop, args),
    customerMergeJobStatus: ({ jobId }: { jobId: string }) => {
      const merge = shop.people.merges.get(jobId)
      return merge === undefined
        ? null
        : { jobId, status: 'COMPLETED', resultingCustomerId: gid('Customer', merge.keptId), customerMergeErrors: [] }
    },
  }
}

function identified(shop: Shop, identifier: Identifier): CustomerState | undefined {
  if (identifier.id != null) return findCustomer(shop, identifier.id)
  if (identifier.emailAddress != null) return shop.customerByEmail.get(normalEmail(identifier.emailAddress) ?? '')
  if (identifier.phoneNumber != null) return shop.people.customerByPhone.get(normalPhone(identifier.phoneNumber) ?? '')
  if (identifier.customId == null) return undefined
  checkCustomId(shop, identifier.customId)
  return customerByCustomId(shop, identifier.customId)
}

function customerListing(shop: Shop): Listing<CustomerState> {
  const maybe = (customer: CustomerState | undefined): CustomerState[] => (customer === undefined ? [] : [customer])
  return {
    index: shop.people.changedCustomers,
    get: (id) => shop.customers.get(id),
    fields: {
      texts: {
        email: ({ email }) => [email],
        phone: ({ phone }) => [phone],
        first_name: ({ firstName }) => [firstName],
        last_name: ({ lastName }) => [lastName],
        tag: ({ tags }) => tags,
        state: ({ state }) => [state],
        country: ({ addresses }) => addresses.flatMap(({ country, countryCode }) => [country, countryCode]),
      },
      dates: { updated_at: ({ updatedAt }) => updatedAt, customer_date: ({ createdAt }) => createdAt },
      numbers: { id: ({ id }) => id, orders_count: (customer) => ordersOf(shop, customer).length },
    },
    lookups: {
      email: (value) => maybe(shop.customerByEmail.get(value.toLowerCase())),
      phone: (value) => maybe(shop.people.customerByPhone.get(value)),
      id: (value) => maybe(shop.customers.get(Number(value))),
    },
    sortKeys: {
      CREATED_AT: ({ createdAt }) => createdAt.getTime(),
      NAME: ({ lastName, firstName }) => `${lastName ?? ''}, ${firstName ?? ''}`,
    },
  }
}
