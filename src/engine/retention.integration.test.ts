import { afterAll, beforeAll, expect, test } from 'vitest'
import { forgetPage } from '#database/retention'
import { newId } from '#lib/ids'
import { silentLog } from '#lib/log'
import { RETENTION_KINDS, type RetentionKind } from '#model/retention'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { forgetOld, forgetOldOf } from './retention.ts'
import { changeRetention, previewRetention, showRetention } from './retention-rules.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const clock = { now: () => NOW, sleep: async () => {} }
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000)
const never = new AbortController().signal

let database: MigratedDatabase
let seeded: Seeded
let other: Seeded
beforeAll(async () => {
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool)
  other = await seedIntegration(database.pool)
})
afterAll(() => database[Symbol.asyncDispose]())

const services = () => ({ pool: database.pool, clock, log: silentLog })

async function transferOf({ organizationId, integrationId, targetConnectionId }: Seeded): Promise<string> {
  const transferId = newId()
  await database.pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, connection_id, state, found_by)
     values ($1, $2, $3, 'orders', $5, $4, 'synced', 'webhook')`,
    [organizationId, transferId, integrationId, targetConnectionId, transferId],
  )
  return transferId
}

async function channelOf(organizationId: string): Promise<string> {
  await database.pool.query(
    `insert into tillbridge.alert_channels (organization_id, channel_id, kind, name, settings, rules, created_at, changed_at)
     values ($1, $1, 'email', 'Ops', '{}', '{}', now(), now()) on conflict do nothing`,
    [organizationId],
  )
  return organizationId
}

/** One row of each kind, so many days old, all of one transfer. */
async function fill(owner: Seeded, transferId: string, days: number): Promise<void> {
  const { organizationId, integrationId, storeConnectionId } = owner
  const at = ago(days)
  const add = (text: string, ...values: unknown[]) =>
    database.pool.query(text, [organizationId, newId(at), at, ...values])
  await add(
    `insert into tillbridge.events (organization_id, event_id, received_at, connection_id, dedupe_key, topic, kind, body)
     values ($1, $2, $3, $4, $5, 'orders/create', 'record', '')`,
    storeConnectionId,
    newId(),
  )
  await add(
    `insert into tillbridge.attempts (organization_id, attempt_id, started_at, finished_at, transfer_id, version, worker, outcome, exchanges)
     values ($1, $2, $3, $3, $4, 1, 'w', 'synced', '[]')`,
    transferId,
  )
  await add(
    `insert into tillbridge.drift_reports (organization_id, report_id, made_at, integration_id, made_by, differences, drifted, report)
     values ($1, $2, $3, $4, 'schedule', 0, 0, '')`,
    integrationId,
  )
  await add(
    `insert into tillbridge.jobs (organization_id, job_id, asked_at, kind, input, state, asked_by)
     values ($1, $2, $3, 'drift', '{}', $4, 'ada')`,
    days > 900 ? 'waiting' : 'done',
  )
  await add(
    `insert into tillbridge.alarms (organization_id, alarm_id, opened_at, changed_at, closed_at, code, subject, severity, message)
     values ($1, $2, $3, $3, $4, 'STORE_SILENT', $5, 'warning', 'Silent.')`,
    days > 900 ? null : at,
    `${days}`,
  )
  await add(
    `insert into tillbridge.alert_deliveries (organization_id, delivery_id, made_at, next_try_at, channel_id, kind, content, state)
     values ($1, $2, $3, $3, $4, 'problem', '{}', $5)`,
    await channelOf(organizationId),
    days > 900 ? 'waiting' : 'sent',
  )
  await add(
    `insert into tillbridge.audit_events (organization_id, audit_id, at, event, actor_kind, actor_id, actor_name)
     values ($1, $2, $3, 'connection.changed', 'person', 'ada', 'Ada')`,
  )
  await add(
    `insert into tillbridge.evidence (organization_id, evidence_id, created_at, transfer_id, integration_id, revision, kind)
     values ($1, $2, $3, $4, $5, 1, 'order')`,
    transferId,
    integrationId,
  )
}

const TABLES: Readonly<Record<RetentionKind, string>> = {
  deliveries: 'events',
  attempts: 'attempts',
  comparisons: 'drift_reports',
  jobs: 'jobs',
  alarms: 'alarms',
  alerts: 'alert_deliveries',
  audit: 'audit_events',
  evidence: 'evidence',
}

async function kept({ organizationId }: Seeded): Promise<Partial<Record<RetentionKind, number>>> {
  const counts = RETENTION_KINDS.map(async (kind) => {
    const { rows } = await database.pool.query(
      `select count(*)::int as n from tillbridge.${TABLES[kind]} where organization_id = $1`,
      [organizationId],
    )
    return [kind, rows[0].n]
  })
  return Object.fromEntries(await Promise.all(counts))
}

test('what is old goes; the books, the newest of each and what is not done stay', async () => {
  const [transfer, quiet] = [await transferOf(seeded), await transferOf(seeded)]
  for (const days of [1, 20, 100, 1000]) await fill(seeded, transfer, days)
  // The only attempt of a transfer tells what became of it, however old.
  await database.pool.query(
    `insert into tillbridge.attempts (organization_id, attempt_id, started_at, finished_at, transfer_id, version, worker, outcome, exchanges)
     values ($1, $2, $3, $3, $4, 1, 'w', 'synced', '[]')`,
    [seeded.organizationId, newId(ago(2000)), ago(2000), quiet],
  )
  await fill(other, await transferOf(other), 500)
  await changeRetention(services(), other.organizationId, { jobs: null, deliveries: 600 })

  const shown = await showRetention(services(), seeded.organizationId)
  expect(shown.map(({ kind, days, goes }) => [kind, days, goes.rows])).toEqual([
    ['deliveries', 14, 3],
    ['attempts', 30, 2],
    ['comparisons', 90, 2],
    ['jobs', 90, 1],
    ['alarms', 365, 0],
    ['alerts', 90, 1],
    ['audit', null, 0],
    ['evidence', null, 0],
  ])
  expect(shown[0]?.goes).toMatchObject({ isMore: false, oldest: ago(1000).toISOString() })

  await forgetOld(services(), never)
  // What is not over, not done or not sent stays, however old it is.
  expect(await kept(seeded)).toEqual({
    deliveries: 1,
    attempts: 3,
    comparisons: 2,
    jobs: 3,
    alarms: 4,
    alerts: 3,
    audit: 4,
    evidence: 4,
  })
  expect(await kept(other)).toEqual({
    deliveries: 1,
    attempts: 1,
    comparisons: 1,
    jobs: 1,
    alarms: 0,
    alerts: 0,
    audit: 1,
    evidence: 1,
  })

  // Evidence goes only where somebody decided so, and never before the law lets it.
  await expect(changeRetention(services(), seeded.organizationId, { evidence: 3650, jobs: 1 })).rejects.toMatchObject({
    code: 'RETENTION_TOO_SHORT',
    subject: 'retention:evidence',
  })
  await changeRetention(services(), seeded.organizationId, { audit: 365, evidence: 4018, alarms: 90 })
  expect(await previewRetention(services(), seeded.organizationId, { kind: 'audit', days: 365 })).toMatchObject({
    rows: 1,
  })
  expect(await forgetOldOf(services(), seeded.organizationId, never)).toEqual({ audit: 1, alarms: 1 })
  expect(await kept(seeded)).toMatchObject({ audit: 3, evidence: 4 })
})

test('it goes in pages, and stops when it is asked to', async () => {
  const owner = await seedIntegration(database.pool)
  const transfer = await transferOf(owner)
  for (const days of [400, 300, 200, 1]) await fill(owner, transfer, days)
  const { organizationId } = owner
  const old = { organizationId, kind: 'deliveries', before: ago(14) } as const
  const first = await forgetPage(database.pool, old, { after: null, limit: 2 })
  expect(first).toEqual({ forgotten: 2, last: expect.any(String) })
  expect(await forgetPage(database.pool, old, { after: first.last, limit: 2 })).toEqual({ forgotten: 1, last: null })
  expect(await forgetOldOf(services(), organizationId, AbortSignal.abort())).toEqual({})
  expect(await kept(owner)).toMatchObject({ deliveries: 1, attempts: 4 })
})
