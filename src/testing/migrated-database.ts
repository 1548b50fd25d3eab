import type { Pool } from 'pg'
import { migrate } from '#database/migrate'
import { openPool } from '#database/pool'
import { newId } from '#lib/ids'
import { createTestDatabase } from './test-database.ts'

export interface MigratedDatabase extends AsyncDisposable {
  readonly pool: Pool
  readonly connectionString: string
}

/** An empty database with today's schema, of its own for each caller. */
export async function migratedDatabase(): Promise<MigratedDatabase> {
  const database = await createTestDatabase({
    migrate: async (connection) => {
      const pool = openPool(connection, { size: 1 })
      await migrate(pool)
      await pool.end()
    },
  })
  const pool = openPool(database.connection)
  return {
    pool,
    connectionString: database.connectionString,
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database[Symbol.asyncDispose]()
    },
  }
}

export interface Seeded {
  readonly organizationId: string
  readonly storeConnectionId: string
  readonly targetConnectionId: string
  readonly integrationId: string
}

/** One organisation with a store and a target connection and a live integration between them, without any vendor behind. */
export async function seedIntegration(
  pool: Pool,
  options: { readonly slots?: number; readonly live?: boolean } = {},
): Promise<Seeded> {
  const ids = {
    organizationId: newId(),
    storeConnectionId: newId(),
    targetConnectionId: newId(),
    integrationId: newId(),
  }
  await pool.query('insert into tillbridge.organizations (organization_id, key, name) values ($1, $2, $2)', [
    ids.organizationId,
    `organization-${ids.organizationId}`,
  ])
  for (const [connectionId, key] of [
    [ids.storeConnectionId, 'shop'],
    [ids.targetConnectionId, 'erp'],
  ]) {
    await pool.query(
      `insert into tillbridge.connections (organization_id, connection_id, key, connector, settings, slots) values ($1, $2, $3, $3, '{}', $4)`,
      [ids.organizationId, connectionId, key, options.slots ?? 4],
    )
  }
  await pool.query(
    `insert into tillbridge.integrations (organization_id, integration_id, key, name, store_connection_id, target_connection_id, live, policies, mappings)
     values ($1, $2, 'nordlys', 'Nordlys', $3, $4, $5, '{}', '{}')`,
    [ids.organizationId, ids.integrationId, ids.storeConnectionId, ids.targetConnectionId, options.live ?? true],
  )
  await pool.query(
    `insert into tillbridge.flows (organization_id, integration_id, flow, record) values ($1, $2, 'orders', 'order')`,
    [ids.organizationId, ids.integrationId],
  )
  return ids
}
