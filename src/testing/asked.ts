import type { SandboxRequest, Traffic } from '#sandboxes/kit/server'

/** Requests that reached a system, by what they may do there. */
export interface Asked {
  readonly reads: number
  readonly writes: number
}

interface Counted {
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
}

/** Counts what reached a server between calls, of which it keeps the newest; `kindOf` says `null` of what is neither. */
export function countAsked(server: Counted, kindOf: (request: SandboxRequest) => 'read' | 'write' | null): () => Asked {
  let seen = 0
  let total: Asked = { reads: 0, writes: 0 }
  return () => {
    const fresh = Math.min(server.requestCount - seen, server.traffic.length)
    seen = server.requestCount
    const kinds = server.traffic.slice(server.traffic.length - fresh).map(({ request }) => kindOf(request))
    const count = (kind: 'read' | 'write'): number => kinds.filter((one) => one === kind).length
    total = { reads: total.reads + count('read'), writes: total.writes + count('write') }
    return total
  }
}
