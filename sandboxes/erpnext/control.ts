import type { Faults } from '#sandboxes/kit/faults'
import type { SandboxRequest, SandboxResponse, Traffic } from '#sandboxes/kit/server'
import type { ErpnextLife } from './life.ts'
import type { SiteCore } from './site.ts'
import type { Deliveries, DeliveryChaos } from './webhooks/worker.ts'

export interface ControlSources {
  readonly site: () => SiteCore
  readonly reset: () => void
  readonly faults: Faults
  readonly traffic: () => readonly Traffic[]
  readonly life: ErpnextLife
  readonly deliveries: Deliveries
}

/** The sandbox's own pages under `/__meta/`: they are not the vendor's. */
export function handleControl(
  request: SandboxRequest,
  sources: ControlSources,
): SandboxResponse | Promise<SandboxResponse> {
  const [, , page = '', ...rest] = request.path.split('/')
  switch (page) {
    case 'health':
      return { status: 200, body: { ok: true } }
    case 'state':
      return { status: 200, body: counts(sources.site()) }
    case 'reset':
      sources.reset()
      return { status: 200, body: { ok: true } }
    case 'log':
      return { status: 200, body: sources.traffic().map(logLine) }
    case 'faults':
      return faults(request, sources.faults)
    case 'documents':
      return { status: 200, body: [...sources.site().all(decodeURIComponent(rest.join('/')))] }
    case 'life':
      return act(request, rest.join('/'), sources.life)
    case 'deliveries':
      return deliveries(request, sources.deliveries)
    default:
      return { status: 404, body: { error: 'no such page' } }
  }
}

/** `POST /__meta/life/stock.receive` with the arguments as a JSON list: what the function of that name does for a test. */
function act(request: SandboxRequest, path: string, life: ErpnextLife): SandboxResponse {
  const work = path
    .split('.')
    .reduce<unknown>((found, key) => (isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined), life)
  if (request.method !== 'POST' || typeof work !== 'function')
    return { status: 404, body: { error: `no such act: ${path}` } }
  const given: unknown = request.body.length === 0 ? [] : JSON.parse(request.body.toString('utf8'))
  try {
    const result = (work as (...args: unknown[]) => unknown)(...(Array.isArray(given) ? (given as unknown[]) : [given]))
    return { status: 200, body: result ?? { ok: true } }
  } catch (error) {
    return { status: 422, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** GET tells of the webhooks; POST sets `paused`, `compressTime` or chaos, and waits with `settle`. */
async function deliveries(request: SandboxRequest, target: Deliveries): Promise<SandboxResponse> {
  if (request.method === 'POST' && request.body.length > 0) {
    const { paused, compressTime, settle, ...chaos } = JSON.parse(request.body.toString('utf8')) as Readonly<
      Record<string, unknown>
    >
    target.configure(chaos as Partial<DeliveryChaos>)
    if (typeof paused === 'boolean') target.paused = paused
    if (typeof compressTime === 'number') target.compressTime = compressTime
    if (settle === true) await target.settled()
  }
  const { pending, delivered, paused, log } = target
  return { status: 200, body: { pending, delivered, paused, log } }
}

function counts(site: SiteCore): Record<string, number> {
  const found: Record<string, number> = {}
  for (const doctype of site.doctypes()) {
    const count = site.store.count(doctype)
    if (count > 0) found[doctype] = count
  }
  return found
}

function logLine({ request, response, fault }: Traffic): Record<string, unknown> {
  return {
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    status: response.status,
    fault,
  }
}

/** POST adds a rule (`match`, `fault`, `times`), DELETE removes all. */
function faults(request: SandboxRequest, target: Faults): SandboxResponse {
  if (request.method === 'DELETE') target.clear()
  if (request.method === 'POST') {
    const rule = JSON.parse(request.body.toString('utf8')) as {
      match: string
      fault: Parameters<Faults['next']>[1]
      times?: number
    }
    target.next(rule.match, rule.fault, rule.times ?? 1)
  }
  return { status: 200, body: { ok: true } }
}
