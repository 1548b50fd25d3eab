import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { HttpParts } from './http.ts'

/** A sandbox in another process is driven over HTTP; every path mirrors a function of the TypeScript interface. */
export function metaAnswer(parts: HttpParts, request: SandboxRequest): SandboxResponse {
  const path = request.path.slice('/__meta/'.length)
  if (path === 'health')
    return { status: 200, body: { ok: true, domain: parts.shop.config.domain, orders: parts.shop.orders.size } }
  return { status: 404, body: { error: `unknown control path ${path}` } }
}
