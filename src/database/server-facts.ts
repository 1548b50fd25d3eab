import type { Sql } from './pool.ts'

export interface ServerFacts {
  /** e.g. `18.1` */
  readonly version: string
  /** What the server's clock says, ISO 8601 in UTC. */
  readonly now: string
}

/** What a person who looks for a fault wants to know of the database server. */
export async function serverFacts(sql: Sql): Promise<ServerFacts> {
  const result = await sql.query<ServerFacts>(
    `select current_setting('server_version') as version, clock_timestamp() as now`,
  )
  return result.rows[0] ?? { version: '', now: '' }
}
