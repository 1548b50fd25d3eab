import type { Fault, Faults } from '#sandboxes/kit/faults'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { Deliveries, DeliveryChaos } from './deliveries.ts'
import type { Life } from './life.ts'
import { type Account, nowOf } from './state.ts'

export interface ControlParts {
  readonly life: Life
  readonly account: Account
  readonly faults: Faults
  readonly deliveries: Deliveries
}

type Body = Readonly<Record<string, unknown>>

/**
 * Answers `/__meta/…`, for a sandbox in another process. `POST /__meta/<action>` calls the function of that name:
 * `{ "args": [ … ] }` are its arguments, dates as ISO text under `at`, `date` and `availableOn`.
 */
export async function metaAnswer(parts: ControlParts, request: SandboxRequest): Promise<SandboxResponse> {
  const name = request.path.slice('/__meta/'.length)
  const body = request.body.length === 0 ? {} : (JSON.parse(request.body.toString('utf8'), revive) as Body)
  try {
    if (request.method === 'GET' && name === 'health') return { status: 200, body: health(parts) }
    if (request.method === 'GET' && name === 'log') return { status: 200, body: { deliveries: parts.deliveries.log } }
    if (name === 'faults') return { status: 200, body: setFault(parts.faults, body) }
    if (name === 'deliveries') return { status: 200, body: await setDeliveries(parts.deliveries, body) }
    const action = request.method === 'POST' ? actionOf(parts.life, name) : undefined
    if (action === undefined) return { status: 404, body: { error: `Unknown control path ${request.method} ${name}` } }
    const args = Array.isArray(body['args']) ? body['args'] : [body]
    return { status: 200, body: action(...args) ?? null }
  } catch (error) {
    return { status: 422, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

const DATES = ['at', 'date', 'availableOn']
const revive = (key: string, value: unknown): unknown =>
  DATES.includes(key) && typeof value === 'string' ? new Date(value) : value

const actionOf = (life: Life, name: string): ((...args: unknown[]) => unknown) | undefined =>
  Object.hasOwn(life, name) ? (life[name as keyof Life] as (...args: unknown[]) => unknown) : undefined

const health = ({ account }: ControlParts): Body => ({
  ok: true,
  account: account.settings.id,
  charges: account.charges.rows.length,
  payouts: account.payouts.rows.length,
  now: nowOf(account),
})

function setFault(faults: Faults, body: Body): Body {
  if (body['clear'] === true) faults.clear()
  const { match, times, probability } = body
  if (typeof match === 'string') {
    faults.add({
      match,
      fault: body['fault'] as Fault,
      times: typeof times === 'number' ? times : 1,
      probability: typeof probability === 'number' ? probability : 1,
    })
  }
  return { ok: true }
}

async function setDeliveries(deliveries: Deliveries, body: Body): Promise<Body> {
  deliveries.configure(body as Partial<DeliveryChaos>)
  if (typeof body['paused'] === 'boolean') deliveries.paused = body['paused']
  if (typeof body['compressTime'] === 'number') deliveries.compressTime = body['compressTime']
  if (body['settle'] === true) await deliveries.settled()
  return { pending: deliveries.pending, delivered: deliveries.delivered, paused: deliveries.paused }
}
