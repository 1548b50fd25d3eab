import { systemClock } from '#lib/clock'
import type { Fault } from '#sandboxes/kit/faults'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { CATALOG_ACTIONS } from './control-catalog.ts'
import type { DeliveryChaos } from './deliveries.ts'
import type { HttpParts } from './http.ts'
import { seededRandom } from './ids.ts'
import { totals } from './life.ts'
import { randomOrder } from './order-generator.ts'
import type { PlaceOrder } from './place-input.ts'

type Body = Readonly<Record<string, unknown>>
type Handler = (parts: HttpParts, body: Body, request: SandboxRequest) => unknown

const ACTIONS = [
  'pay',
  'capture',
  'void',
  'settle',
  'edit',
  'fulfill',
  'refund',
  'return',
  'decideReturn',
  'hold',
  'releaseHold',
  'moveFulfillment',
  'cancel',
  'close',
  'reopen',
  'update',
  'remove',
] as const

// Each path mirrors a function of the TypeScript interface, for a sandbox that runs in another process.
const GET: Readonly<Record<string, Handler>> = {
  health: ({ shop }) => ({
    ok: true,
    domain: shop.config.domain,
    orders: shop.orders.size,
    now: shop.clock.now().toISOString(),
  }),
  state: ({ shop, subscriptions, deliveries }, _body, { query }) => ({
    shop: shop.config,
    orders: [...shop.orders.values()]
      .slice(-Number(query.get('last') ?? 100))
      .map((order) => ({ id: order.id, name: order.name, ...totals(order) })),
    subscriptions: subscriptions.all,
    deliveries: { pending: deliveries.pending, delivered: deliveries.delivered, paused: deliveries.paused },
  }),
  log: ({ deliveries }) => ({ deliveries: deliveries.log }),
  totals: ({ life }, _body, { query }) => life.totals(query.get('order') ?? ''),
}

const POST: Readonly<Record<string, Handler>> = {
  place: ({ life }, body) => {
    const { id, legacyId, name, state } = life.place(body as unknown as PlaceOrder)
    return { id, legacyId, name, ...totals(state) }
  },
  'place-random': ({ life, shop }, body) => {
    const random = seededRandom(Number(body['seed'] ?? systemClock.now().getTime()))
    const { currency, taxesIncluded } = shop.config
    return Array.from({ length: Number(body['count'] ?? 1) }, () => {
      const { id, name } = life.place(randomOrder(random, { currency, taxesIncluded }))
      return { id, name }
    })
  },
  ...CATALOG_ACTIONS,
  reset: ({ shop, deliveries, faults, orderStock }) => {
    for (const order of shop.orders.values()) orderStock.forget(order)
    shop.orders.clear()
    shop.orderIdByName.clear()
    faults.clear()
    deliveries.configure({ dropShare: 0, duplicateShare: 0, delayMs: [0, 0], shuffle: false })
    deliveries.paused = false
    return { ok: true }
  },
  faults: ({ faults }, body) => {
    if (body['clear'] === true) faults.clear()
    const match = body['match']
    if (typeof match === 'string') {
      const times = typeof body['times'] === 'number' ? body['times'] : 1
      const probability = typeof body['probability'] === 'number' ? body['probability'] : 1
      faults.add({ match, fault: body['fault'] as Fault, times, probability })
    }
    return { ok: true }
  },
  deliveries: async ({ deliveries }, body) => {
    deliveries.configure(body as Partial<DeliveryChaos>)
    if (typeof body['paused'] === 'boolean') deliveries.paused = body['paused']
    if (typeof body['compressTime'] === 'number') deliveries.compressTime = body['compressTime']
    if (body['settle'] === true) await deliveries.settled()
    return { pending: deliveries.pending, delivered: deliveries.delivered, paused: deliveries.paused }
  },
}

/** Answers `/__meta/…`. `POST /__meta/<action>` with `{ order, … }` drives an order: pay, edit, refund and so on. */
export async function metaAnswer(parts: HttpParts, request: SandboxRequest): Promise<SandboxResponse> {
  const path = request.path.slice('/__meta/'.length)
  const body = request.body.length === 0 ? {} : (JSON.parse(request.body.toString('utf8')) as Body)
  const handler = request.method === 'GET' ? GET[path] : (POST[path] ?? orderAction(path))
  if (handler === undefined) return { status: 404, body: { error: `Unknown control path ${request.method} ${path}` } }
  try {
    return { status: 200, body: await handler(parts, body, request) }
  } catch (error) {
    return { status: 422, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function orderAction(path: string): Handler | undefined {
  const action = ACTIONS.find((name) => name === path)
  if (action === undefined) return undefined
  return ({ life }, body) => {
    const { order, ...input } = body
    const act = life[action] as (key: string, input: unknown) => unknown
    act(String(order), action === 'settle' ? input['outcome'] : input)
    return action === 'remove' ? { ok: true } : life.totals(String(order))
  }
}
