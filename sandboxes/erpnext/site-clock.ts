import { type Clock, zoneOffsetMs } from '#lib/clock'

const QUARTER_MS = 15 * 60 * 1000

/** Time as a site writes it: its own zone, six digits of a second, no zone mark. */
export interface SiteClock {
  /** `2026-11-21 02:28:16.302340`; later than any answer before by at least a microsecond. */
  now(): string
  /** `2026-11-21` */
  today(): string
}

export function createSiteClock(clock: Clock, zone: () => string): SiteClock {
  let lastMicros = 0
  let offset = { zone: '', quarter: -1, ms: 0 }

  const offsetAt = (ms: number): number => {
    const quarter = Math.floor(ms / QUARTER_MS)
    const name = zone()
    if (offset.quarter !== quarter || offset.zone !== name)
      offset = { zone: name, quarter, ms: zoneOffsetMs(name, new Date(ms)) }
    return offset.ms
  }

  return {
    now() {
      const micros = Math.max(clock.now().getTime() * 1000, lastMicros + 1)
      lastMicros = micros
      const ms = Math.floor(micros / 1000)
      const local = new Date(ms + offsetAt(ms)).toISOString()
      return `${local.slice(0, 10)} ${local.slice(11, 23)}${String(micros % 1000).padStart(3, '0')}`
    },
    today() {
      const ms = Math.max(clock.now().getTime(), Math.floor(lastMicros / 1000))
      return new Date(ms + offsetAt(ms)).toISOString().slice(0, 10)
    },
  }
}
