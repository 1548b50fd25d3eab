import { type Generated, Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import type { DirectiveKind } from './directives.ts'

/** Row types of the tables that plain queries touch. The hot statements (inbox, queue, settle) are whole SQL of their own. */
export interface Tables {
  'tillbridge.organizations': { organization_id: string; key: string; name: string; created_at: Generated<string> }
  'tillbridge.connections': ConnectionTable
  'tillbridge.integrations': IntegrationTable
  'tillbridge.flows': {
    organization_id: string
    integration_id: string
    flow: string
    record: string
    enabled: Generated<boolean>
    schedule: Generated<string>
    time_zone: string | null
  }
  'tillbridge.transfers': TransferTable
  'tillbridge.attempts': AttemptTable
  'tillbridge.links': LinkTable
}

interface ConnectionTable {
  organization_id: string
  connection_id: string
  key: string
  connector: string
  settings: unknown
  secrets: Buffer | null
  token: Buffer | null
  token_expires_at: string | null
  slots: number
  inflight: Generated<number>
  next_at: Generated<string>
  paused_at: string | null
  pause_code: string | null
  pause_message: string | null
}

interface IntegrationTable {
  organization_id: string
  integration_id: string
  key: string
  name: string
  store_connection_id: string
  target_connection_id: string
  live: boolean
  policies: unknown
  mappings: unknown
  revision: Generated<number>
}

interface TransferTable {
  organization_id: string
  transfer_id: string
  integration_id: string
  flow: string
  record_key: string
  record_name: string | null
  connection_id: string
  state: string
  lane: number
  version: number
  run_at: string
  unsettled: boolean
  failures: number
  error_kind: string | null
  cause_code: string | null
  cause_subject: string | null
  cause_message: string | null
  cause_remedy: string | null
  directive: DirectiveKind | null
  found_by: string
  source_updated_at: string | null
  source_created_at: string | null
  summary: unknown
  first_seen_at: string
  finished_at: string | null
}

interface AttemptTable {
  organization_id: string
  attempt_id: string
  transfer_id: string
  version: number
  worker: string
  started_at: string
  finished_at: string
  outcome: string
  error_kind: string | null
  cause_code: string | null
  cause_message: string | null
  detail: unknown
  exchanges: Buffer
}

interface LinkTable {
  organization_id: string
  connection_id: string
  reference: string
  transfer_id: string
  kind: string
  external_id: string
  state: string
  document: unknown
  row_ids: unknown
  url: string | null
  position: number
  created_at: string
}

export type Queries = Kysely<Tables>

/** Typed queries over a pool. The pool stays the caller's. */
export const queriesOf = (pool: Pool): Queries => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
