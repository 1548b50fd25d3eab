import type { DataFolder } from './data-folder.ts'

/** Postgres settings by name, as in `postgresql.conf`. */
export type ServerSettings = Readonly<Record<string, string>>

// Sized for a small machine (1-2 GB) that also runs Tillbridge itself; the server then needs about 60-90 MB.
const DEFAULTS: ServerSettings = {
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  wal_compression: 'pglz', // the packaged server knows no other method
  checkpoint_timeout: '10min',
  random_page_cost: '1.1',
  jit: 'off', // short statements only
  // A container's /dev/shm is often 64 MB, which a parallel hash join exceeds; the statements here need none.
  max_parallel_workers_per_gather: '0',
  // Queue tables turn over quickly; and a plan that was made for an empty table stays in use until the first statistics.
  autovacuum_naptime: '5s',
  max_logical_replication_workers: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // Statements and the rows they fail on hold customers' data, which has no place in a log. Tillbridge reports them.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** What "acknowledged" means: on the disk. Nobody can turn it off for a server that keeps real data. */
const DURABLE: ServerSettings = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

const FAST_AND_FORGETFUL: ServerSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** The server's arguments. They win over anything in `postgresql.conf`, so that the folder holds data only. */
export function serverArguments(folder: DataFolder, durable: boolean, settings: ServerSettings): string[] {
  const all: ServerSettings = {
    ...DEFAULTS,
    ...settings,
    ...(durable ? DURABLE : FAST_AND_FORGETFUL),
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: `"${folder.socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  }
  return ['-D', folder.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** The server's environment: nothing of ours, since variables such as PGPORT or LD_PRELOAD would change it. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' })
