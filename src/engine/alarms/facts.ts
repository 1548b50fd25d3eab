import {
  type ConnectionState,
  connectionStates,
  type FailedJob,
  failedJobs,
  type LastComparison,
  lastComparisons,
  type StockStop,
  stockStops,
  type SweptFlow,
  sweptFlows,
  type WaitingRecords,
  waitingRecords,
} from '#database/alarm-facts'
import type { FoundAlarm } from '#database/alarms'
import { type Backlog, readBacklog } from '#database/backlog'
import { type Flow, type Integration, listFlows, listIntegrations } from '#database/integrations'
import type { Sql } from '#database/pool'
import { type TrafficHour, trafficSince } from '#database/traffic'

/** All that detectors look at, as it is at one moment. */
export interface AlarmFacts {
  readonly now: Date
  readonly connections: readonly ConnectionState[]
  readonly integrations: readonly Integration[]
  readonly flows: readonly Flow[]
  readonly swept: readonly SweptFlow[]
  readonly backlog: readonly Backlog[]
  readonly waiting: readonly WaitingRecords[]
  /** Of the last five weeks, as far as anything happened; the oldest first. */
  readonly traffic: readonly TrafficHour[]
  readonly stock: readonly StockStop[]
  readonly comparisons: readonly LastComparison[]
  readonly failedJobs: readonly FailedJob[]
}

/** Finds one kind of thing that is not right. Pure: the same facts give the same alarms. */
export interface Detector {
  /** Every code that it can find; an open alarm of these that it no longer finds is over. */
  readonly codes: readonly string[]
  find(facts: AlarmFacts): readonly FoundAlarm[]
}

const DAY_MS = 24 * 60 * 60_000
/** What is usual is known from so many weeks, and the one that is looked at. */
const TRAFFIC_DAYS = 36
/** A failed job that nobody did again is old news after this. */
const JOB_DAYS = 3

export async function readFacts(sql: Sql, organizationId: string, now: Date): Promise<AlarmFacts> {
  const ago = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
  const [connections, integrations, flows, swept, backlog, waiting, traffic, stock, comparisons, jobs] =
    await Promise.all([
      connectionStates(sql, organizationId),
      listIntegrations(sql, organizationId),
      listFlows(sql, organizationId),
      sweptFlows(sql, organizationId),
      readBacklog(sql, organizationId),
      waitingRecords(sql, organizationId),
      trafficSince(sql, organizationId, ago(TRAFFIC_DAYS)),
      stockStops(sql, organizationId),
      lastComparisons(sql, organizationId),
      failedJobs(sql, organizationId, ago(JOB_DAYS)),
    ])
  const enabled = flows.filter((flow) => flow.enabled)
  return {
    now,
    connections,
    integrations,
    flows: enabled,
    swept,
    backlog,
    waiting,
    traffic,
    stock,
    comparisons,
    failedJobs: jobs,
  }
}

/** A flow that is switched on in a live integration, with the connections that it goes through. */
export interface LiveFlow extends Flow {
  readonly integration: Integration
  readonly store: ConnectionState | null
  readonly target: ConnectionState | null
}

export function liveFlows({ flows, integrations, connections }: AlarmFacts): LiveFlow[] {
  const connection = (id: string): ConnectionState | null =>
    connections.find(({ connectionId }) => connectionId === id) ?? null
  return flows.flatMap((flow) => {
    const integration = integrations.find(({ integrationId }) => integrationId === flow.integrationId)
    if (integration?.live !== true) return []
    const { storeConnectionId, targetConnectionId } = integration
    return [{ ...flow, integration, store: connection(storeConnectionId), target: connection(targetConnectionId) }]
  })
}

const LONG_REST_MS = 10 * 60_000

/** How long a connection's system wants no calls, where that is so long that people notice; 0 = short rests are everyday. */
export function longRestMs({ restsUntil, pausedAt }: ConnectionState, now: Date): number {
  const leftMs = new Date(restsUntil).getTime() - now.getTime()
  return pausedAt === null && leftMs > LONG_REST_MS ? leftMs : 0
}

/** Whether something stands still for a reason that has an alarm of its own. */
export const isHeldUp = ({ store, target }: LiveFlow, now: Date): boolean =>
  [store, target].some((each) => each !== null && (each.pausedAt !== null || longRestMs(each, now) > 0))

/** Whether the two name the same flow. */
export const isSameFlow = (
  one: { readonly integrationId: string; readonly flow: string },
  other: { readonly integrationId: string; readonly flow: string },
): boolean => one.integrationId === other.integrationId && one.flow === other.flow
