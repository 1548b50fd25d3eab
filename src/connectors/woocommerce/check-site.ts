import type { Finding } from '#contract/check'
import type { SiteIndex, SystemStatus } from './check.ts'
import { hostOf, type WooSettings } from './settings.ts'

/** The oldest version whose answers we know. */
const OLDEST = 8

// Stamps of the shop decide what is read next: a clock that is off by minutes hides orders.
const CLOCK_TOLERANCE_MS = 120_000

interface Seen {
  readonly site: SiteIndex
  readonly system: SystemStatus
  /** The `Date` header of the answer. */
  readonly servedAt: string | undefined
  readonly now: Date
}

/** What the site's own description tells against the settings. */
export const siteFindings = (settings: WooSettings, seen: Seen): Finding[] => [
  shopFinding(seen),
  ...addressFindings(settings, seen.site),
  ...zoneFindings(settings, seen.site),
  ...versionFindings(seen.system),
  ...clockFindings(seen),
]

function shopFinding({ site, system }: Seen): Finding {
  const { settings, environment } = system
  const storage = settings.HPOS_enabled === true ? 'order tables (HPOS)' : 'the old post tables'
  const decimals = settings.number_of_decimals ?? 2
  return {
    level: 'ok',
    code: 'WOOCOMMERCE_SHOP',
    message: `${site.name}: WooCommerce ${environment.version}, currency ${settings.currency} with ${decimals} decimals, orders in ${storage}.`,
  }
}

function addressFindings({ siteUrl }: WooSettings, { home }: SiteIndex): Finding[] {
  if (home === undefined || hostOf(home) === hostOf(siteUrl)) return []
  return [
    {
      level: 'warning',
      code: 'WOOCOMMERCE_OTHER_ADDRESS',
      message: `The shop calls itself ${home}, the connection ${siteUrl}: its webhooks name that address and would be refused.`,
      remedy: `Enter ${home} as the address of the connection.`,
    },
  ]
}

function zoneFindings({ timeZone }: WooSettings, { timezone_string: zone, gmt_offset: offset }: SiteIndex): Finding[] {
  if (zone === timeZone) return []
  if (zone === '') {
    return [
      {
        level: 'warning',
        code: 'WOOCOMMERCE_ZONE_IS_AN_OFFSET',
        message: `The site keeps a fixed difference to UTC (${offset ?? 0} hours), which knows no summer time; the connection keeps ${timeZone}.`,
        remedy: 'Choose a city as the time zone under Settings, General in WordPress.',
      },
    ]
  }
  return [
    {
      level: 'warning',
      code: 'WOOCOMMERCE_TIME_ZONE',
      message: `The site keeps the time of ${zone}, the connection that of ${timeZone}: orders around midnight would be booked on the wrong day.`,
      remedy: `Set the connection's time zone to ${zone}.`,
    },
  ]
}

function versionFindings({ environment }: SystemStatus): Finding[] {
  const major = Number(environment.version.split('.')[0])
  if (Number.isNaN(major) || major >= OLDEST) return []
  return [
    {
      level: 'warning',
      code: 'WOOCOMMERCE_VERSION',
      message: `WooCommerce ${environment.version} is older than what Tillbridge knows.`,
      remedy: `Update WooCommerce to version ${OLDEST}.2 or newer.`,
    },
  ]
}

function clockFindings({ servedAt, now }: Seen): Finding[] {
  const served = Date.parse(servedAt ?? '')
  if (Number.isNaN(served) || Math.abs(served - now.getTime()) <= CLOCK_TOLERANCE_MS) return []
  const minutes = Math.round(Math.abs(served - now.getTime()) / 60_000)
  return [
    {
      level: 'warning',
      code: 'WOOCOMMERCE_CLOCK',
      message: `The clock of the shop differs from ours by ${minutes} minutes: new orders may be found that much later.`,
      remedy: 'Ask the host to set the clock of the server by the network.',
    },
  ]
}
