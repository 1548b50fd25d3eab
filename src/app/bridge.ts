import { join } from 'node:path'
import type { Pool } from 'pg'
import type { ConstructorOptions } from 'pg-boss'
import type { ConnectorRegistry } from '#contract/connector'
import { checkInstallation, type Guard } from '#database/backup/copy-guard'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { isDatabaseTrouble } from '#database/faults'
import { migrate } from '#database/migrate'
import { ensureOrganization, listOrganizationKeys } from '#database/organizations'
import { assertReachable, openPool } from '#database/pool'
import { type Queries, queriesOf } from '#database/tables'
import { createEngine, type Engine } from '#engine/engine'
import { type Clock, systemClock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import { createLog, type Log } from '#lib/log'
import { sealer, type Sealer } from '#lib/secrets'
import type { SendMail } from '#server/mail'
import { createMailer } from './mail.ts'
import { withOutsideConnectors } from './outside-connectors.ts'
import { secretKey } from './secret-key.ts'
import type { AppSettings } from './settings.ts'

/** An opened installation: its database, its key, its engine. What every command and the server stand on. */
export interface Bridge extends AsyncDisposable {
  readonly settings: AppSettings
  readonly pool: Pool
  readonly queries: Queries
  readonly sealer: Sealer
  readonly connectors: ConnectorRegistry
  readonly clock: Clock
  readonly log: Log
  readonly organizationId: string
  readonly engine: Engine
  /** `copy`: this database was copied or restored from another, and writes nothing outward until a person confirms it. */
  readonly guard: Guard
  /** `null` = no mail server was named. */
  readonly mail: SendMail | null
  /** How another library reaches the same database. */
  readonly database: DatabaseAddress
  close(): Promise<void>
}

export type DatabaseAddress = Pick<ConstructorOptions, 'connectionString' | 'host' | 'port' | 'user' | 'database'>

export interface BridgeOptions {
  readonly clock?: Clock
  readonly connectors?: ConnectorRegistry
  /** Those that come with Tillbridge, where others may be added to them; absent = all of them, loaded at once. */
  readonly known?: ConnectorRegistry
  /** Whether this process runs transfers. */
  readonly worker?: boolean
  readonly poolSize?: number
  /** Whether an organisation that is named and not there begins with this. Default: it does. The first one always does. */
  readonly beginsOrganization?: boolean
}

/**
 * Opens the database (embedded or `DATABASE_URL`), brings its schema up to date and makes the engine ready. Nothing runs yet.
 *
 * @throws {TillbridgeError} `rejected` with a remedy when the data folder, the database or the key is not usable.
 */
export async function openBridge(settings: AppSettings, options: BridgeOptions = {}): Promise<Bridge> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const log = createLog(settings.logLevel)
    const clock = options.clock ?? systemClock
    const { connectors = await connectorsOf(settings, options) } = options
    const key = sealer(await secretKey(settings.dataFolder, settings.secretKey))
    const { pool, database } = await openDatabase(settings, options.poolSize ?? 10, log, closers)
    const { guard, organizationId } = await whileAway(clock, () => prepareDatabase(pool, settings, options))
    const listen = options.worker ?? false
    const engine = createEngine({ pool, sealer: key, clock, log, connectors, listen, mayWrite: guard === 'live' })
    closers.push(async () => engine[Symbol.asyncDispose]())
    const mailer = settings.mail === null ? null : createMailer(settings.mail)
    if (mailer !== null) closers.push(() => mailer.close())
    const parts = {
      settings,
      pool,
      queries: queriesOf(pool),
      sealer: key,
      connectors,
      clock,
      log,
      organizationId,
      engine,
      database,
      guard,
      mail: mailer?.send ?? null,
    }
    return { ...parts, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

async function connectorsOf(settings: AppSettings, { known }: BridgeOptions): Promise<ConnectorRegistry> {
  const own = known ?? (await import('./registry.ts')).connectorRegistry
  return withOutsideConnectors(own, settings.connectors, process.cwd())
}

/** Everything here may be done again when the connection breaks in the middle. */
async function prepareDatabase(
  pool: Pool,
  settings: AppSettings,
  { beginsOrganization = true }: BridgeOptions,
): Promise<{ guard: Guard; organizationId: string }> {
  await migrate(pool)
  if (!beginsOrganization) await assertOrganization(pool, settings.organization)
  const guard = await checkInstallation(pool, { dataDirectory: dataDirectoryOf(settings) })
  return { guard, organizationId: await ensureOrganization(pool, settings.organization, settings.organization) }
}

const MOST_NAMED = 10

/** A key that was mistyped must not become an organisation that nobody wants. */
async function assertOrganization(pool: Pool, key: string): Promise<void> {
  const keys = await listOrganizationKeys(pool)
  if (keys.length === 0 || keys.includes(key)) return
  const named = keys.length > MOST_NAMED ? [...keys.slice(0, MOST_NAMED), '…'] : keys
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ORGANIZATION_UNKNOWN',
    message: `There is no organisation "${key}".`,
    remedy: `There are: ${named.join(', ')}. A new one begins with "tillbridge apply" or "tillbridge people owner-link".`,
    subject: `organization:${key}`,
  })
}

const AWAY_LIMIT_MS = 30_000
const LOOK_AGAIN_MS = 200

/** A database that answered a moment ago and is away now is starting again: wait for it, but not for ever. */
async function whileAway<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const deadline = clock.now().getTime() + AWAY_LIMIT_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isDatabaseTrouble(error) || clock.now().getTime() > deadline) throw error
      await clock.sleep(LOOK_AGAIN_MS)
    }
  }
}

const embeddedDirectory = (settings: AppSettings): string => join(settings.dataFolder, 'postgres')

/** Where the embedded server keeps its data; `null` with a server of your own. */
export const dataDirectoryOf = (settings: AppSettings): string | null =>
  settings.databaseUrl === null ? embeddedDirectory(settings) : null

async function openDatabase(
  settings: AppSettings,
  size: number,
  log: Log,
  closers: (() => Promise<unknown>)[],
): Promise<{ pool: Pool; database: DatabaseAddress }> {
  if (settings.databaseUrl !== null) {
    const pool = openPool(settings.databaseUrl, { size })
    closers.push(() => pool.end())
    await assertReachable(pool)
    return { pool, database: { connectionString: settings.databaseUrl } }
  }
  const postgres = await startEmbeddedPostgres({
    dataDirectory: embeddedDirectory(settings),
    durable: settings.durable,
    log: (message) => log.info({}, message),
  })
  closers.push(() => postgres.stop())
  const pool = openPool({ ...postgres.connection }, { size })
  closers.push(() => pool.end())
  return { pool, database: { connectionString: postgres.connectionString } }
}
