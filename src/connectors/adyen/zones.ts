import { startOfDay } from '#lib/clock'

// Reports name zones by short names, which are no IANA names and partly those of a season.
const ZONES: Readonly<Record<string, string>> = {
  CET: 'Europe/Amsterdam',
  CEST: 'Europe/Amsterdam',
  GMT: 'Europe/London',
  BST: 'Europe/London',
  EET: 'Europe/Helsinki',
  EEST: 'Europe/Helsinki',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
  SGT: 'Asia/Singapore',
  JST: 'Asia/Tokyo',
  BRT: 'America/Sao_Paulo',
  UTC: 'UTC',
}

/** The instant (UTC, ISO 8601) of a report's local time, `2026-11-18 10:00:00`; `null` when it is none. Unknown zones: `fallback`. */
export function instantOf(local: string, zone: string, fallback: string): string | null {
  const [, day = '', hours = '', minutes = '', seconds = ''] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(local) ?? []
  if (day === '') return null
  const named = ZONES[zone] ?? (zone.includes('/') ? zone : fallback)
  const midnight = startOfDay(day, isKnown(named) ? named : fallback)
  // On the two nights a year on which clocks change this is off by an hour; the day is right.
  const instant = new Date(midnight.getTime() + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000)
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString()
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
