import { dates } from './dates.ts'
import { batch } from './batch.ts'
import type { Rules, Values } from './params.ts'
import { ALL_METHODS, created, forced, idOf, links, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { nextId, now, type Shop, tell, type Webhook } from './state.ts'
import { WpError } from './wp-error.ts'

const PATH = '/wc/v3/webhooks'
const STATUSES = ['active', 'paused', 'disabled']
const RULES: Rules = { status: { kind: 'enum', values: STATUSES } }
const HOOKS: Readonly<Record<string, readonly string[]>> = {
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
  'product.created': [
    'woocommerce_process_product_meta',
    'woocommerce_new_product',
    'woocommerce_new_product_variation',
  ],
  'product.updated': [
    'woocommerce_process_product_meta',
    'woocommerce_update_product',
    'woocommerce_update_product_variation',
  ],
  'product.deleted': ['wp_trash_post'],
  'product.restored': ['untrashed_post'],
  'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
  'customer.updated': ['profile_update', 'woocommerce_update_customer'],
  'customer.deleted': ['delete_user'],
  'coupon.created': ['woocommerce_process_shop_coupon_meta', 'woocommerce_new_coupon'],
  'coupon.updated': ['woocommerce_process_shop_coupon_meta', 'woocommerce_update_coupon'],
  'coupon.deleted': ['wp_trash_post'],
  'coupon.restored': ['untrashed_post'],
}

const show = (shop: Shop, hook: Webhook) => {
  const [resource = '', event = ''] = hook.topic.split('.')
  return {
    id: hook.id,
    name: hook.name,
    status: hook.status,
    topic: hook.topic,
    resource,
    event,
    hooks: resource === 'action' ? [event] : (HOOKS[hook.topic] ?? []),
    delivery_url: hook.url,
    ...dates(shop.zone, 'created', hook.created),
    ...dates(shop.zone, 'modified', hook.modified),
    ...links(shop, `${PATH}/${hook.id}`, ALL_METHODS),
  }
}

function hookOf(shop: Shop, id: number, status = 404): Webhook {
  const hook = shop.webhooks.get(id)
  if (hook === undefined) throw new WpError(status, 'woocommerce_rest_shop_webhook_invalid_id', 'ID is invalid.')
  return hook
}

function checked(given: Values): void {
  const { topic, delivery_url: url } = given
  if (topic !== undefined && HOOKS[String(topic)] === undefined && !/^action\.\w+$/.test(String(topic))) {
    throw new WpError(
      400,
      'woocommerce_rest_shop_webhook_invalid_topic',
      'Webhook topic is required and must be valid.',
    )
  }
  if (url !== undefined && !/^https?:\/\/./.test(String(url))) {
    const text = 'Webhook delivery URL must be a valid URL starting with http:// or https://.'
    throw new WpError(400, 'woocommerce_rest_shop_webhook_invalid_delivery_url', text)
  }
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

function usualName(moment: Date): string {
  const hours = moment.getUTCHours()
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = `${two(hours % 12 || 12)}:${two(moment.getUTCMinutes())} ${hours < 12 ? 'AM' : 'PM'}`
  return `Webhook created on ${MONTHS[moment.getUTCMonth()]} ${two(moment.getUTCDate())}, ${moment.getUTCFullYear()} @ ${clock}`
}

/** A webhook is active from the start, whatever status was asked for, and pings its address. */
function create(shop: Shop, given: Values): Webhook {
  checked(given)
  const moment = now(shop)
  const hook: Webhook = {
    id: nextId(shop, 'hook'),
    name: typeof given['name'] === 'string' && given['name'] !== '' ? given['name'] : usualName(moment),
    status: 'active',
    topic: String(given['topic']),
    url: String(given['delivery_url']),
    secret: typeof given['secret'] === 'string' && given['secret'] !== '' ? given['secret'] : crypto.randomUUID(),
    created: moment,
    modified: null,
    failures: 0,
  }
  shop.webhooks.set(hook.id, hook)
  tell(shop, 'webhook.ping', hook.id)
  return hook
}

function update(shop: Shop, hook: Webhook, given: Values): Webhook {
  checked(given)
  if (given['name'] !== undefined) hook.name = String(given['name'])
  if (given['topic'] !== undefined) hook.topic = String(given['topic'])
  if (given['delivery_url'] !== undefined) hook.url = String(given['delivery_url'])
  if (given['secret'] !== undefined) hook.secret = String(given['secret'])
  if (given['status'] !== undefined) hook.status = String(given['status'])
  hook.modified = now(shop)
  return hook
}

function remove(shop: Shop, hook: Webhook): unknown {
  shop.webhooks.delete(hook.id)
  return show(shop, hook)
}

/** Newest first; those of one second by their id. */
function sorted(hooks: readonly Webhook[], ascending: boolean, byId: boolean): Webhook[] {
  const sign = ascending ? 1 : -1
  const value = (hook: Webhook) => (byId ? hook.id : hook.created.getTime())
  return hooks.toSorted((a, b) => sign * (value(a) - value(b)) || a.id - b.id)
}

export const WEBHOOK_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: PATH,
    rules: { ...PAGE_RULES, status: { kind: 'enum', values: ['all', ...STATUSES] } },
    handle: (call) => {
      const status = String(call.query['status'] ?? 'all')
      const all = [...call.shop.webhooks.values()].filter((one) => status === 'all' || one.status === status)
      return paged(call, sorted(all, call.query['order'] === 'asc', call.query['orderby'] === 'id'), (one) =>
        show(call.shop, one),
      )
    },
  },
  {
    access: 'create',
    pattern: PATH,
    required: ['topic', 'delivery_url'],
    rules: RULES,
    handle: (call) => {
      const hook = create(call.shop, call.body)
      const answer = created(urlOf(call.shop, `${PATH}/${hook.id}`), show(call.shop, hook))
      // The ping that follows counts as a change.
      hook.modified = hook.created
      return answer
    },
  },
  {
    access: 'batch',
    pattern: `${PATH}/batch`,
    handle: (call) =>
      batch(call, {
        create: (given) => show(call.shop, create(call.shop, given)),
        update: (id, given) => show(call.shop, update(call.shop, hookOf(call.shop, id, 400), given)),
        delete: (id) => remove(call.shop, hookOf(call.shop, id)),
      }),
  },
  {
    access: 'view',
    pattern: `${PATH}/:id`,
    handle: (call) => ({ body: show(call.shop, hookOf(call.shop, idOf(call))) }),
  },
  {
    access: 'edit',
    pattern: `${PATH}/:id`,
    rules: RULES,
    handle: (call) => ({ body: show(call.shop, update(call.shop, hookOf(call.shop, idOf(call), 400), call.body)) }),
  },
  {
    access: 'delete',
    pattern: `${PATH}/:id`,
    handle: (call) => {
      const hook = hookOf(call.shop, idOf(call))
      if (!forced(call))
        throw new WpError(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.')
      return { body: remove(call.shop, hook) }
    },
  },
]
