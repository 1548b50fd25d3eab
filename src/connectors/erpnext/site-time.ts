import { z } from 'zod'
import { zoneOffsetMs } from '#lib/clock'
import { unlessRefused } from './check-rights.ts'
import { type ErpnextContext, read } from './client.ts'

// Stamps of ERPNext are wall-clock time of the site, without a zone. A site does not move to another zone while we look away.
const KEEP_MS = 10 * 60_000
const known = new Map<string, { readonly zone: string | null; readonly readAt: number }>()

const settings = z.object({ time_zone: z.string().nullish() })

/**
 * The IANA zone of the site's stamps, or `null` when the API user may not read it. `frappe.client.get_time_zone` is no help: it tells
 * a default that need not be the site's.
 */
export async function siteZone(context: ErpnextContext): Promise<string | null> {
  const { baseUrl, siteName, apiKey } = context.settings
  const key = JSON.stringify([baseUrl, siteName, apiKey])
  const now = context.clock.now().getTime()
  const remembered = known.get(key)
  if (remembered !== undefined && now - remembered.readAt < KEEP_MS) return remembered.zone
  const found = await unlessRefused(() => read(context, 'System Settings', 'System Settings', settings))
  const zone = found?.time_zone || null
  known.set(key, { zone, readAt: now })
  return zone
}

// The zones of the world lie up to fourteen hours apart from UTC.
const FARTHEST_MS = 14 * 60 * 60_000

/** An instant as a stamp of the site, for "changed since"; earlier rather than later when the zone is not known. */
export function siteStamp(instant: Date, zone: string | null): string {
  const local = new Date(instant.getTime() + (zone === null ? -FARTHEST_MS : zoneOffsetMs(zone, instant)))
  return `${local.toISOString().slice(0, 23).replace('T', ' ')}000`
}

/** A stamp of the site as UTC, ISO 8601; `null` when the zone is not known or the text is no stamp. */
export function utcOf(stamp: string | null | undefined, zone: string | null): string | null {
  if (stamp == null || zone === null) return null
  const local = new Date(`${stamp.slice(0, 23).replace(' ', 'T')}Z`)
  if (Number.isNaN(local.getTime())) return null
  // The offset is read at a first guess and once more where that guess lies, which settles hours in which the clock is put back.
  const guess = new Date(local.getTime() - zoneOffsetMs(zone, local))
  return new Date(local.getTime() - zoneOffsetMs(zone, guess)).toISOString()
}
