import { connection, type ConnectionArgs, type View } from './connections.ts'
import type { CallContext } from './graphql.ts'
import { gid, numericId } from './ids.ts'
import { instant } from './money-view.ts'
import { API_VERSION } from './schema.ts'
import { isGranted, topicScope } from './scopes.ts'
import type { Shop } from './shop.ts'

export interface Subscription {
  readonly id: number
  /** As the enum says it: `ORDERS_CREATE`. */
  readonly topic: string
  readonly createdAt: Date
  updatedAt: Date
  uri: string
  filter: string | null
  includeFields: readonly string[]
  name: string | null
}

/** The app's webhook subscriptions. */
export interface Subscriptions {
  readonly all: Subscription[]
  remove(id: number): boolean
}

export function createSubscriptions(): Subscriptions {
  const all: Subscription[] = []
  return {
    all,
    remove(id) {
      const at = all.findIndex((entry) => entry.id === id)
      if (at === -1) return false
      all.splice(at, 1)
      return true
    },
  }
}

/** `ORDERS_CREATE` is `orders/create` in headers; the resource may itself hold an underscore. */
export function headerTopic(topic: string): string {
  const verbs = [
    'CREATE',
    'UPDATED',
    'UPDATE',
    'DELETE',
    'PAID',
    'PARTIALLY_PAID',
    'PARTIALLY_FULFILLED',
    'CANCELLED',
    'FULFILLED',
    'EDITED',
    'UNINSTALLED',
    'SCOPES_UPDATE',
    'FINISH',
    'APPROVE',
    'PROCESS',
    'CLOSE',
    'REOPEN',
    'REQUEST',
    'DECLINE',
    'CANCEL',
    'MOVED',
    'SPLIT',
    'MERGE',
    'ADDED',
    'RELEASED',
    'PLACED_ON_HOLD',
    'HOLD_RELEASED',
    'PROGRESS_REPORTED',
    'MANUALLY_REPORTED_PROGRESS_STOPPED',
  ]
  const verb = verbs.filter((entry) => topic.endsWith(`_${entry}`)).sort((a, b) => b.length - a.length)[0]
  return verb === undefined
    ? topic.toLowerCase()
    : `${topic.slice(0, -verb.length - 1).toLowerCase()}/${verb.toLowerCase()}`
}

interface SubscriptionInput {
  readonly uri?: string | null
  readonly callbackUrl?: string | null
  readonly filter?: string | null
  readonly includeFields?: readonly string[] | null
  readonly name?: string | null
}

function view(subscription: Subscription): View {
  return {
    __typename: 'WebhookSubscription',
    id: gid('WebhookSubscription', subscription.id),
    legacyResourceId: String(subscription.id),
    topic: subscription.topic,
    uri: subscription.uri,
    callbackUrl: subscription.uri,
    endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: subscription.uri },
    format: 'JSON',
    filter: subscription.filter,
    includeFields: subscription.includeFields,
    metafieldNamespaces: [],
    metafields: [],
    name: subscription.name,
    apiVersion: { handle: API_VERSION, displayName: API_VERSION, supported: true },
    createdAt: instant(subscription.createdAt),
    updatedAt: instant(subscription.updatedAt),
  }
}

interface ListArgs extends ConnectionArgs {
  readonly topics?: readonly string[] | null
  readonly uri?: string | null
}

export function subscriptionQueries({ all }: Subscriptions): View {
  return {
    webhookSubscriptions: (args: ListArgs) =>
      connection(
        all.filter(
          (entry) => (args.topics?.includes(entry.topic) ?? true) && (args.uri == null || args.uri === entry.uri),
        ),
        args,
        view,
      ),
    webhookSubscriptionsCount: () => ({ count: all.length, precision: 'EXACT' }),
    webhookSubscription: ({ id }: { id: string }) => {
      const found = all.find((entry) => entry.id === numericId(id, 'WebhookSubscription'))
      return found === undefined ? null : view(found)
    },
  }
}

const failure = (field: readonly string[], message: string): View => ({
  webhookSubscription: null,
  userErrors: [{ __typename: 'UserError', field, message }],
})

/** Why an address is refused, as Shopify words it; `null` when it is good. Loopback is allowed: this is a sandbox. */
function addressFault(uri: string | null): string | null {
  if (uri === null || uri === '') return "Address can't be blank"
  const url = URL.canParse(uri) ? new URL(uri) : null
  if (url === null) return 'Address is invalid'
  const loopback = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || loopback) return null
  return url.protocol === 'http:'
    ? 'Address protocol http:// is not supported'
    : 'Address is not supported by this sandbox'
}

export function subscriptionMutations(shop: Shop, subscriptions: Subscriptions): View {
  const find = (id: string): Subscription | undefined =>
    subscriptions.all.find((entry) => entry.id === numericId(id, 'WebhookSubscription'))
  return {
    webhookSubscriptionCreate: (
      { topic, webhookSubscription: input }: { topic: string; webhookSubscription: SubscriptionInput },
      call: CallContext,
    ) => {
      if (!isGranted(call.scopes, topicScope(topic)))
        return failure(
          ['webhookSubscription', 'topic'],
          'You cannot create a webhook subscription with the specified topic',
        )
      const uri = input.uri ?? input.callbackUrl ?? null
      const fault = addressFault(uri)
      if (fault !== null || uri === null)
        return failure(['webhookSubscription', 'callbackUrl'], fault ?? 'Address is invalid')
      const same = subscriptions.all.some(
        (entry) => entry.topic === topic && entry.uri === uri && entry.filter === (input.filter ?? null),
      )
      if (same) return failure(['webhookSubscription', 'callbackUrl'], 'Address for this topic has already been taken')
      const now = shop.clock.now()
      const created: Subscription = {
        id: shop.ids.next('WebhookSubscription'),
        topic,
        uri,
        filter: input.filter ?? null,
        includeFields: input.includeFields ?? [],
        name: input.name ?? null,
        createdAt: now,
        updatedAt: now,
      }
      subscriptions.all.push(created)
      return { webhookSubscription: view(created), userErrors: [] }
    },
    ...updateMutation(shop, find),
    webhookSubscriptionDelete: ({ id }: { id: string }) => {
      const found = find(id)
      if (found === undefined) {
        return {
          deletedWebhookSubscriptionId: null,
          userErrors: [{ __typename: 'UserError', field: ['id'], message: 'Webhook subscription does not exist' }],
        }
      }
      subscriptions.remove(found.id)
      return { deletedWebhookSubscriptionId: gid('WebhookSubscription', found.id), userErrors: [] }
    },
  }
}

function updateMutation(shop: Shop, find: (id: string) => Subscription | undefined): View {
  return {
    webhookSubscriptionUpdate: ({
      id,
      webhookSubscription: input,
    }: {
      id: string
      webhookSubscription: SubscriptionInput
    }) => {
      const found = find(id)
      if (found === undefined) return failure(['id'], 'Webhook subscription does not exist')
      const uri = input.uri ?? input.callbackUrl ?? found.uri
      const fault = addressFault(uri)
      if (fault !== null) return failure(['webhookSubscription', 'callbackUrl'], fault)
      found.uri = uri
      if (input.filter !== undefined) found.filter = input.filter
      if (input.includeFields != null) found.includeFields = input.includeFields
      found.updatedAt = shop.clock.now()
      return { webhookSubscription: view(found), userErrors: [] }
    },
  }
}
