import { ApiError } from './errors.ts'
import { findView, refundsInside } from './find.ts'
import type { Account, Json } from './state.ts'

const DEEPEST = 4

/** Which properties hold an id that can be replaced by its object, per kind of object. */
const EXPANDABLE: Readonly<Record<string, readonly string[]>> = {
  balance_transaction: ['source'],
  charge: ['balance_transaction', 'customer', 'failure_balance_transaction', 'payment_intent', 'refunds'],
  dispute: ['charge', 'payment_intent'],
  payment_intent: ['customer', 'latest_charge'],
  payout: ['balance_transaction', 'failure_balance_transaction', 'original_payout', 'reversed_by'],
  refund: ['balance_transaction', 'charge', 'failure_balance_transaction', 'payment_intent'],
  topup: ['balance_transaction'],
  transfer: ['balance_transaction'],
}

/** Replaces ids by objects along paths such as `data.source.payment_intent`. The answer given is changed. */
export function expand(account: Account, answer: Json, paths: readonly string[]): Json {
  for (const path of paths) {
    const segments = path.split('.')
    if (segments.length > DEEPEST) {
      throw new ApiError(400, `You cannot expand more than ${DEEPEST} levels of a property. Property: ${path}`, {
        param: 'expand',
      })
    }
    if (answer['object'] === 'list' && segments[0] !== 'data') {
      throw refused(path, ` You may want to try expanding 'data.${path}' instead.`)
    }
    walk({ account, path, loose: false }, answer, segments)
  }
  return answer
}

const refused = (path: string, hint = ''): ApiError =>
  new ApiError(400, `This property cannot be expanded (${path}).${hint}`, { param: 'expand' })

interface Walk {
  readonly account: Account
  readonly path: string
  /** Behind a `source`, which may be of many kinds: what one of them lacks is passed over. */
  readonly loose: boolean
}

function walk(how: Walk, node: Record<string, unknown>, [head = '', ...rest]: readonly string[]): void {
  const value = node[head]
  const kind = String(node['object'])
  const expandable = EXPANDABLE[kind]?.includes(head) === true
  const inside = value !== null && typeof value === 'object'
  if (!expandable && !inside) {
    if (how.loose) return
    throw refused(how.path)
  }
  const next = { ...how, loose: how.loose || head === 'source' }
  if (Array.isArray(value)) {
    if (rest.length === 0) throw refused(how.path)
    for (const item of value) walk(next, item as Record<string, unknown>, rest)
    return
  }
  const resolved = resolve(how.account, node, head)
  if (resolved === null) return
  node[head] = resolved
  if (rest.length > 0) walk(next, resolved, rest)
}

function resolve(account: Account, node: Json, name: string): Record<string, unknown> | null {
  const value = node[name]
  if (value !== null && typeof value === 'object') return value as Record<string, unknown>
  if (node['object'] === 'charge' && name === 'refunds') {
    const charge = account.charges.get(String(node['id']))
    return charge === undefined ? null : { ...refundsInside(account, charge) }
  }
  const found = typeof value === 'string' ? findView(account, value) : null
  return found === null ? null : { ...found }
}
