import type { Today } from '#api/health'
import { daySums } from '#database/day-sums'
import { ledgerDays } from '#database/ledger'
import { dateIn, startOfDay } from '#lib/clock'
import { decimal, subtract } from '#lib/decimal'
import type { Handler } from '#server/api/call'
import { allIntegrations, type ChosenIntegration, hasFlow } from '#server/routes/ledger/comparable'
import type { ServerServices } from '#server/services'

export const showToday: Handler<'overview.today'> = async ({ services, organizationId }) => {
  const integrations = await allIntegrations(services, organizationId)
  const compared = integrations.filter((integration) => hasFlow(integration, 'orders'))
  return { items: await Promise.all(compared.map((integration) => todayOf(services, organizationId, integration))) }
}

async function todayOf(
  services: ServerServices,
  organizationId: string,
  { integrationId, key, name, timeZone }: ChosenIntegration,
): Promise<Today> {
  const { pool, clock } = services
  const now = clock.now()
  const day = dateIn(timeZone, now)
  const of = { organizationId, integrationId, since: startOfDay(day, timeZone), until: now }
  const [storeRecords, [known], sums] = await Promise.all([
    countInStore(services, { organizationId, integrationId, timeZone, day }),
    ledgerDays(pool, { ...of, flow: 'orders', timeZone }),
    daySums(pool, of),
  ])
  return {
    integration: key,
    name,
    day,
    timeZone,
    storeRecords,
    records: known?.records ?? 0,
    synced: known?.synced ?? 0,
    skipped: known?.skipped ?? 0,
    open: known?.open ?? 0,
    attention: known?.attention ?? 0,
    sums: sums.map((each) => ({ ...each, ...withDifference(each) })),
  }
}

const withDifference = ({ store, target, skipped }: { store: string; target: string; skipped: string }) => ({
  difference: subtract(subtract(decimal(store), decimal(target)), decimal(skipped)),
})

interface DayAsked {
  readonly organizationId: string
  readonly integrationId: string
  readonly timeZone: string
  readonly day: string
}

/** The store's own count. A store that does not answer has an alarm of its own, and the rest of the page needs no answer of it. */
async function countInStore({ engine, log }: ServerServices, { day, ...of }: DayAsked): Promise<number | null> {
  try {
    const [compared] = await engine.ledger({ ...of, flow: 'orders', days: [day] })
    return compared?.storeRecords ?? null
  } catch (error) {
    log.debug({ integration: of.integrationId, error: String(error) }, 'the store does not count its orders now')
    return null
  }
}
