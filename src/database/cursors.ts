import type { Sql } from './pool.ts'

/** Until when a flow's source has been read completely, or `null` before the first sweep. */
export async function readCursor(
  sql: Sql,
  organizationId: string,
  integrationId: string,
  flow: string,
): Promise<Date | null> {
  const result = await sql.query<{ swept_until: string }>(
    'select swept_until from tillbridge.cursors where organization_id = $1 and integration_id = $2 and flow = $3',
    [organizationId, integrationId, flow],
  )
  const text = result.rows[0]?.swept_until
  return text === undefined ? null : new Date(text)
}

/** Moves the cursor forward; never back, so that two sweeps that overlap in time do no harm. */
export async function moveCursor(
  sql: Sql,
  organizationId: string,
  integrationId: string,
  flow: string,
  sweptUntil: Date,
): Promise<void> {
  await sql.query(
    `insert into tillbridge.cursors as c (organization_id, integration_id, flow, swept_until) values ($1, $2, $3, $4)
     on conflict (organization_id, integration_id, flow) do update set swept_until = greatest(c.swept_until, excluded.swept_until), updated_at = now()`,
    [organizationId, integrationId, flow, sweptUntil],
  )
}
