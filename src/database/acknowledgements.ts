import type { Sql } from './pool.ts'

/** Somebody said that they look after an alarm. */
export interface Acknowledgement {
  readonly alarmId: string
  readonly by: string
  readonly at: string
  readonly note: string | null
}

/** Notes who looks after an open alarm; who did so first stays. `null` = there is no such open alarm. */
export async function acknowledgeAlarm(
  sql: Sql,
  organizationId: string,
  { alarmId, by, note, at }: Omit<Acknowledgement, 'at'> & { readonly at: Date },
): Promise<Acknowledgement | null> {
  await sql.query(
    `insert into tillbridge.alarm_acknowledgements (organization_id, alarm_id, acknowledged_by, acknowledged_at, note)
     select organization_id, alarm_id, $3, $4, $5 from tillbridge.alarms
     where organization_id = $1 and alarm_id = $2 and closed_at is null on conflict do nothing`,
    [organizationId, alarmId, by, at, note],
  )
  const [found] = await listAcknowledgements(sql, organizationId, [alarmId])
  return found ?? null
}

export async function listAcknowledgements(
  sql: Sql,
  organizationId: string,
  alarmIds: readonly string[],
): Promise<Acknowledgement[]> {
  const { rows } = await sql.query<Acknowledgement>(
    `select alarm_id as "alarmId", acknowledged_by as by, acknowledged_at as at, note from tillbridge.alarm_acknowledgements
     where organization_id = $1 and alarm_id = any($2)`,
    [organizationId, alarmIds],
  )
  return rows
}
