import type { FlowHealth } from '#api/health'
import { connectionStates, type ConnectionState, type SweptFlow, sweptFlows } from '#database/alarm-facts'
import type { Alarm } from '#database/alarms'
import { type Backlog, BACKLOG_CAP, readBacklog } from '#database/backlog'
import { type Flow, type Integration, listFlows, listIntegrations } from '#database/integrations'
import type { Sql } from '#database/pool'
import { type TrafficHour, trafficSince } from '#database/traffic'
import { isSameFlow } from '#engine/alarms/facts'
import { byImportance } from '#server/flow-order'

const HOUR_MS = 60 * 60_000
const HOURS = 24
const SEEN_DAYS = 36

interface Known {
  readonly integrations: readonly Integration[]
  readonly connections: readonly ConnectionState[]
  readonly backlog: readonly Backlog[]
  readonly swept: readonly SweptFlow[]
  readonly traffic: readonly TrafficHour[]
  /** Those that are open. */
  readonly alarms: readonly Alarm[]
  readonly now: Date
}

/** Each flow that is switched on: where it goes, whether it keeps up, and what it did in the last day. */
export async function flowsHealth(
  sql: Sql,
  organizationId: string,
  alarms: readonly Alarm[],
  now: Date,
): Promise<FlowHealth[]> {
  const [flows, integrations, connections, backlog, swept, traffic] = await Promise.all([
    listFlows(sql, organizationId),
    listIntegrations(sql, organizationId),
    connectionStates(sql, organizationId),
    readBacklog(sql, organizationId),
    sweptFlows(sql, organizationId),
    trafficSince(sql, organizationId, new Date(now.getTime() - SEEN_DAYS * HOURS * HOUR_MS)),
  ])
  const known = { integrations, connections, backlog, swept, traffic, alarms, now }
  const enabled = flows.filter((flow) => flow.enabled).toSorted(byImportance)
  return enabled.flatMap((flow) => {
    const integration = integrations.find(({ integrationId }) => integrationId === flow.integrationId)
    return integration === undefined ? [] : [healthOf(flow, integration, known)]
  })
}

function healthOf(flow: Flow, integration: Integration, known: Known): FlowHealth {
  const backlog = known.backlog.find((one) => isSameFlow(one, flow))
  const [open, attention] = [backlog?.open ?? 0, backlog?.attention ?? 0]
  const hours = known.traffic.filter((one) => isSameFlow(one, flow))
  const keyOf = (id: string): string => known.connections.find(({ connectionId }) => connectionId === id)?.key ?? ''
  const { from, to } = ends(flow, integration)
  return {
    integration: integration.key,
    flow: flow.flow,
    from: from.map(keyOf),
    to: keyOf(to),
    state: stateOf(flow, integration, { open, attention, through: [...from, to] }, known),
    open,
    attention,
    isMore: Math.max(open, attention) >= BACKLOG_CAP,
    oldestAt: backlog?.oldestAt ?? null,
    // Stock is kept in figures, not in records.
    throughput: flow.record === 'stock' ? null : lastHours(hours, known.now),
    sweptUntil: known.swept.find((one) => isSameFlow(one, flow))?.sweptUntil ?? null,
    lastAt: hours.at(-1)?.lastAt ?? null,
  }
}

function ends(
  { flow, runsOn }: Flow,
  { storeConnectionId, targetConnectionId, paymentConnectionIds }: Integration,
): { readonly from: readonly string[]; readonly to: string } {
  if (runsOn === 'store') return { from: [targetConnectionId], to: storeConnectionId }
  const pays = flow === 'payouts' && paymentConnectionIds.length > 0
  return { from: pays ? paymentConnectionIds : [storeConnectionId], to: targetConnectionId }
}

const LATE: readonly string[] = ['OLDEST_UNPOSTED', 'SWEEP_LATE', 'STORE_SILENT', 'STOCK_STOPPED', 'STOCK_STANDS_STILL']

function stateOf(
  { flow, record }: Flow,
  { key, live }: Integration,
  { open, attention, through }: { open: number; attention: number; through: readonly string[] },
  { connections, alarms }: Known,
): FlowHealth['state'] {
  const isPaused = connections.some(({ connectionId, pausedAt }) => pausedAt !== null && through.includes(connectionId))
  if (isPaused) return 'stopped'
  if (!live) return 'not-live'
  const own = [`${key}/${flow}`, ...(record === 'stock' ? [key] : [])]
  if (alarms.some(({ code, subject }) => LATE.includes(code) && own.includes(subject))) return 'behind'
  if (attention > 0) return 'attention'
  return open > 0 ? 'busy' : 'in-step'
}

/** What was done in each of the last 24 hours, the running one last. */
function lastHours(hours: readonly TrafficHour[], now: Date): number[] {
  const first = Math.floor(now.getTime() / HOUR_MS) - HOURS + 1
  const done = Array.from({ length: HOURS }, () => 0)
  for (const { hour, finished } of hours) {
    const index = new Date(hour).getTime() / HOUR_MS - first
    if (index >= 0 && index < HOURS) done[index] = finished
  }
  return done
}
