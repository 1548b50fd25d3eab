import type { Faults } from '#sandboxes/kit/faults'
import type { SandboxRequest, SandboxResponse, Traffic } from '#sandboxes/kit/server'
import type { SiteCore } from './site.ts'

export interface ControlSources {
  readonly site: () => SiteCore
  readonly reset: () => void
  readonly faults: Faults
  readonly traffic: () => readonly Traffic[]
}

/** The sandbox's own pages under `/__meta/`: they are not the vendor's. */
export function handleControl(request: SandboxRequest, sources: ControlSources): SandboxResponse {
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
    default:
      return { status: 404, body: { error: 'no such page' } }
  }
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
