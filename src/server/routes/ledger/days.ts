import type { ComparedDay } from '#engine/ledger'
import { dateIn } from '#lib/clock'
import type { Call, Handler } from '#server/api/call'
import { chooseIntegration, type ChosenIntegration } from './comparable.ts'
import { csvDownload } from './csv.ts'

export const listLedgerDays: Handler<'ledger.days'> = async (call) => {
  const { integration, days } = await compare(call)
  return { integration: integration.key, timeZone: integration.timeZone, items: [...days] }
}

export const exportLedgerDays: Handler<'ledger.export'> = async (call) => {
  const { integration, days } = await compare(call)
  const lines = days.map((day) => COLUMNS.map(([, of]) => of(day)))
  return csvDownload(
    `days-${integration.key}`,
    COLUMNS.map(([title]) => title),
    lines,
  )
}

const COLUMNS: readonly (readonly [title: string, of: (day: ComparedDay) => string | number | null])[] = [
  ['day', ({ day }) => day],
  ['in the store', ({ storeRecords }) => storeRecords],
  ['here', ({ records }) => records],
  ['in step', ({ synced }) => synced],
  ['skipped', ({ skipped }) => skipped],
  ['open', ({ open }) => open],
  ['need a person', ({ attention }) => attention],
  ['missing', ({ missing }) => missing],
]

interface Compared {
  readonly integration: ChosenIntegration
  /** The newest first. */
  readonly days: readonly ComparedDay[]
}

async function compare({
  services,
  organizationId,
  query,
}: Call<'ledger.days'> | Call<'ledger.export'>): Promise<Compared> {
  const integration = await chooseIntegration(services, organizationId, { key: query.integration })
  const { integrationId, timeZone } = integration
  const days = lastDays(services.clock.now(), timeZone, query.days)
  const compared = await services.engine.ledger({ organizationId, integrationId, flow: 'orders', timeZone, days })
  return { integration, days: compared.toReversed() }
}

const DAY_MS = 24 * 60 * 60_000

/** The oldest first, on the shop's calendar. */
function lastDays(now: Date, timeZone: string, count: number): string[] {
  const today = new Date(`${dateIn(timeZone, now)}T00:00:00Z`).getTime()
  return Array.from({ length: count }, (_, index) =>
    new Date(today - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  )
}
