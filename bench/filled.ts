import { join } from 'node:path'
import type { Pool } from 'pg'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { openPool } from '#database/pool'
import { configurationFor, dataFolder, startBridge } from './bridge.ts'
import { type Filled, fillOrganisations, knownOrganisation, organisation } from './million.ts'

/** Key of the organisation with most of the transfers. */
export const LARGE = 'large'

export interface FilledOptions {
  readonly transfers: number
  /** Folder that keeps the tables, and where they are found the next time; otherwise they go with the run. */
  readonly data: string | undefined
  /** When the newest transfer was, in milliseconds. */
  readonly now: number
  say(text: string): void
}

/** A Tillbridge process over tables as they are after years. */
export interface FilledBridge extends AsyncDisposable {
  readonly url: string
  readonly pool: Pool
  /** Of the organisation `LARGE`. */
  readonly organizationId: string
  readonly processId: number
  readonly postgresFolder: string
}

/** Starts a web process over so many transfers, and fills the tables unless an earlier run has. */
export async function startFilled(options: FilledOptions): Promise<FilledBridge> {
  await using starting = new AsyncDisposableStack()
  const temporary = starting.use(await dataFolder())
  const folder = options.data ?? temporary.path
  const postgresFolder = join(folder, 'postgres')
  const postgres = starting.use(await startEmbeddedPostgres({ dataDirectory: postgresFolder }))
  const bridge = starting.use(await startBridge(folder, 'web', configurationFor('http://127.0.0.1:9', 4)))
  const pool = openPool(postgres.connectionString, { size: 3 })
  starting.defer(() => pool.end())
  const { organizationId } = (await knownOrganisation(pool, LARGE)) ?? (await fill(pool, options))
  const started = starting.move()
  return {
    url: bridge.child.url,
    pool,
    organizationId,
    processId: bridge.child.process.pid ?? 0,
    postgresFolder,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

async function fill(pool: Pool, { transfers, now, say }: FilledOptions): Promise<Filled> {
  const startedAt = performance.now()
  const made = await organisation(pool, LARGE)
  const small = Math.ceil(transfers / 50)
  await fillOrganisations(
    pool,
    [
      [made, transfers],
      [await organisation(pool), small],
      [await organisation(pool), small],
    ],
    now,
  )
  await fillOthers(pool, made, Math.ceil(transfers / 10))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  say(`${transfers.toLocaleString('en')} transfers and two smaller organisations after ${seconds} s`)
  return made
}

/** The audit log and the stock list at their own size. */
async function fillOthers(
  pool: Pool,
  { organizationId, integrations: [integration] }: Filled,
  rows: number,
): Promise<void> {
  await pool.query(
    `insert into tillbridge.audit_events (organization_id, audit_id, at, event, outcome, actor_kind, actor_id, actor_name, subject)
     select $1, tillbridge.new_id(), now() - n * interval '1 minute', 'transfers.retried', 'done', 'person', 'p' || n % 20, 'Ada ' || n % 20, 'transfer:' || n
     from generate_series(1, $2::int) n`,
    [organizationId, rows],
  )
  await pool.query(
    `insert into tillbridge.stock_items (organization_id, integration_id, stock_item, sku, counted, seen_at)
     select $1, $2, 'item-' || n, 'SKU-' || n, true, now() from generate_series(1, $3::int) n`,
    [organizationId, integration, rows],
  )
  await pool.query(
    `insert into tillbridge.stock_levels (organization_id, integration_id, stock_item, location, state, wanted, known)
     select $1, $2, 'item-' || n, 'main', 'in-step', n % 50, n % 50 + (n % 500 = 0)::int from generate_series(1, $3::int) n`,
    [organizationId, integration, rows],
  )
  await pool.query(
    `insert into tillbridge.flows (organization_id, integration_id, flow, record) values ($1, $2, 'inventory', 'stock')`,
    [organizationId, integration],
  )
  await pool.query('vacuum analyze')
}
