import { dateIn } from '#lib/clock'

// Two midnights of these are never within an hour of each other.
const ZONES = ['Europe/Berlin', 'America/New_York'] as const
const CALM_MS = 30 * 60_000

/** A zone whose day neither began nor ends within half an hour: what a story books in one day is then booked on one date. */
export function calmZone(now: Date = new Date()): string {
  const isCalm = (zone: string): boolean =>
    new Set([-CALM_MS, CALM_MS].map((away) => dateIn(zone, new Date(now.getTime() + away)))).size === 1
  return ZONES.find(isCalm) ?? 'UTC'
}
