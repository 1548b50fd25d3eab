import { listAcknowledgements } from '#database/acknowledgements'
import { connectionStates } from '#database/alarm-facts'
import { listAlarms } from '#database/alarms'
import { listIntegrations } from '#database/integrations'
import type { Handler } from '#server/api/call'

export const listAlarmsRoute: Handler<'alarms.list'> = async ({ services: { pool }, organizationId, query }) => {
  const [alarms, connections, integrations] = await Promise.all([
    listAlarms(pool, organizationId, query),
    connectionStates(pool, organizationId),
    listIntegrations(pool, organizationId),
  ])
  const seen = await listAcknowledgements(
    pool,
    organizationId,
    alarms.map(({ alarmId }) => alarmId),
  )
  const acknowledgements = new Map(seen.map(({ alarmId, by, at, note }) => [alarmId, { by, at, note }]))
  return {
    items: alarms.map(({ integrationId, connectionId, ...alarm }) => ({
      ...alarm,
      acknowledged: acknowledgements.get(alarm.alarmId) ?? null,
      integration: integrations.find((one) => one.integrationId === integrationId)?.key ?? null,
      connection: connections.find((one) => one.connectionId === connectionId)?.key ?? null,
    })),
  }
}
