import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import type { ApiAlarm, FlowHealth } from '#api/health'
import type { Tone } from '#web/kit/badge.tsx'

export type Overview = Answered<Routes['overview.show']>
export type VerdictKind = 'critical' | 'attention' | 'busy' | 'good' | 'unwatched'

// It is looked every minute; so long without a look is no chance.
const UNWATCHED_MS = 5 * 60_000

/** The one word for everything, the worst first. That nobody looks is worse than anything but what was found. */
export function verdictOf({ alarms, open, attention, lookedAt }: Overview, now: Date): VerdictKind {
  if (alarms.critical > 0) return 'critical'
  if (lookedAt === null || now.getTime() - new Date(lookedAt).getTime() > UNWATCHED_MS) return 'unwatched'
  if (alarms.warning > 0 || attention > 0) return 'attention'
  return open > 0 ? 'busy' : 'good'
}

export const FLOW_TONES: Readonly<Record<FlowHealth['state'], Tone>> = {
  'in-step': 'good',
  busy: 'info',
  behind: 'warn',
  attention: 'bad',
  stopped: 'bad',
  'not-live': 'quiet',
}

type Unit = 'second' | 'minute' | 'hour' | 'day'
const UNITS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** How long something lasts already, in its largest unit: "12 min". */
export function lastingText(since: string, now: Date, locale: string): string {
  const seconds = Math.max(0, (now.getTime() - new Date(since).getTime()) / 1000)
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(Math.floor(seconds / size))
}

/** Where an alarm is seen to. */
export type AlarmPlace = 'payouts' | 'stock' | 'reconciliation' | 'transfers' | 'connections'

const PLACES: Readonly<Record<string, AlarmPlace>> = {
  PAYOUT_HELD: 'payouts',
  STOCK_STOPPED: 'stock',
  STOCK_STANDS_STILL: 'stock',
  BOOKS_DRIFTED: 'reconciliation',
  OLDEST_UNPOSTED: 'transfers',
  SWEEP_LATE: 'connections',
  STORE_SILENT: 'connections',
  WEBHOOKS_SILENT: 'connections',
}

export const placeOf = ({ code, connection }: Pick<ApiAlarm, 'code' | 'connection'>): AlarmPlace | null =>
  PLACES[code] ?? (connection === null ? null : 'connections')
