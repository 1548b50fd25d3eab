import type { Sql } from './pool.ts'

/** Lets nobody else change the configuration of an organisation until the transaction ends. */
export async function lockConfiguration(sql: Sql, organizationId: string): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('configuration ' || $1, 0))`, [organizationId])
}
