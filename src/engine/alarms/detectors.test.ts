import { expect, test } from 'vitest'
import type { ConnectionState } from '#database/alarm-facts'
import type { Backlog } from '#database/backlog'
import type { Integration } from '#database/integrations'
import type { TrafficHour } from '#database/traffic'
import { booksDrifted } from './books-drifted.ts'
import { connectionPaused } from './connection-paused.ts'
import { connectionRests } from './connection-rests.ts'
import { credentialsEnd } from './credentials-end.ts'
import type { AlarmFacts, Detector } from './facts.ts'
import { jobFailed } from './job-failed.ts'
import { oldestUnposted } from './oldest-unposted.ts'
import { payoutHeld } from './payout-held.ts'
import { recordsWait } from './records-wait.ts'
import { stockStopped } from './stock-stopped.ts'
import { storeSilent } from './store-silent.ts'
import { sweepLate } from './sweep-late.ts'
import { webhooksSilent } from './webhooks-silent.ts'

const NOW = new Date('2026-11-20T12:30:00Z')
const MINUTE_MS = 60_000
const ago = (minutes: number): string => new Date(NOW.getTime() - minutes * MINUTE_MS).toISOString()

const connection = (key: string, more: Partial<ConnectionState> = {}): ConnectionState => ({
  connectionId: key,
  key,
  pausedAt: null,
  pauseCode: null,
  pauseMessage: null,
  restsUntil: ago(5),
  refreshExpiresAt: null,
  ...more,
})

const integration: Integration = {
  organizationId: 'o',
  integrationId: 'i',
  key: 'nordlys',
  name: 'Nordlys',
  storeConnectionId: 'shop',
  targetConnectionId: 'erp',
  paymentConnectionIds: [],
  live: true,
  policies: {},
  mappings: {},
  rules: {},
  revision: 1,
}
const ORDERS = { integrationId: 'i', flow: 'orders' } as const

const facts = (more: Partial<AlarmFacts> = {}): AlarmFacts => ({
  now: NOW,
  connections: [connection('shop'), connection('erp')],
  integrations: [integration],
  flows: [
    {
      ...ORDERS,
      record: 'order',
      runsOn: 'target',
      enabled: true,
      schedule: '*/5 * * * *',
      timeZone: 'UTC',
      ownTimeZone: null,
    },
  ],
  swept: [],
  backlog: [],
  waiting: [],
  traffic: [],
  stock: [],
  comparisons: [],
  failedJobs: [],
  ...more,
})

const found = (detector: Detector, more: Partial<AlarmFacts>) =>
  detector.find(facts(more)).map(({ code, subject, severity, count, message, remedy }) => {
    expect(detector.codes).toContain(code)
    expect(message).not.toMatch(/undefined|null|NaN/)
    expect(remedy).not.toBe('')
    return [code, subject, severity, count]
  })
const ALL = [
  booksDrifted,
  connectionPaused,
  connectionRests,
  credentialsEnd,
  jobFailed,
  oldestUnposted,
  payoutHeld,
  recordsWait,
  stockStopped,
  storeSilent,
  sweepLate,
  webhooksSilent,
]

test('where all is right nothing is found', () => {
  const quiet = facts({ swept: [{ ...ORDERS, sweptUntil: ago(4) }] })
  expect(ALL.flatMap((detector) => detector.find(quiet))).toEqual([])
})

test('connections: paused, resting for long, credentials that end', () => {
  const paused = connection('shop', { pausedAt: ago(1), pauseCode: 'UNAUTHORIZED', pauseMessage: 'Refused.' })
  const byEva = connection('erp', { pausedAt: ago(1), pauseCode: 'PAUSED_BY_PERSON', pauseMessage: 'Eva paused it.' })
  expect(found(connectionPaused, { connections: [paused, byEva] })).toEqual([
    ['CONNECTION_PAUSED', 'shop', 'critical', 1],
    ['CONNECTION_PAUSED', 'erp', 'warning', 1],
  ])
  const resting = [
    connection('shop', { restsUntil: ago(-45) }),
    connection('erp', { restsUntil: ago(-2) }),
    { ...paused, key: 'old', restsUntil: ago(-45) },
  ]
  expect(found(connectionRests, { connections: resting })).toEqual([['CONNECTION_RESTS_LONG', 'shop', 'warning', 1]])
  const ending = [
    connection('in-a-month', { refreshExpiresAt: ago(-30 * 24 * 60) }),
    connection('soon', { refreshExpiresAt: ago(-3 * 24 * 60) }),
    connection('over', { refreshExpiresAt: ago(5) }),
  ]
  expect(found(credentialsEnd, { connections: ending })).toEqual([
    ['CREDENTIALS_END', 'soon', 'warning', 1],
    ['CREDENTIALS_END', 'over', 'critical', 1],
  ])
})

test('what waits for a person: one alarm for each cause, payouts apart', () => {
  const waiting = [
    { integrationId: 'i', isPayouts: false, code: 'TAX_NOT_MAPPED', count: 12, subjects: 1, message: 'M', remedy: 'R' },
    { integrationId: 'j', isPayouts: false, code: 'TAX_NOT_MAPPED', count: 3, subjects: 2, message: 'N', remedy: null },
    {
      integrationId: 'i',
      isPayouts: true,
      code: 'PAYOUT_UNBALANCED',
      count: 1,
      subjects: 1,
      message: 'P',
      remedy: 'R',
    },
  ]
  expect(found(recordsWait, { waiting })).toEqual([['RECORDS_WAIT', 'TAX_NOT_MAPPED', 'warning', 15]])
  expect(recordsWait.find(facts({ waiting: waiting.slice(0, 1) }))[0]?.message).toBe('12 records wait for you. M')
  expect(found(payoutHeld, { waiting })).toEqual([['PAYOUT_HELD', 'nordlys', 'warning', 1]])
})

test('what is on its way for too long, unless something with an alarm of its own holds it up', () => {
  const backlog = (minutes: number): Backlog[] => [{ ...ORDERS, open: 40, oldestAt: ago(minutes), attention: 0 }]
  expect(found(oldestUnposted, { backlog: backlog(20) })).toEqual([])
  expect(found(oldestUnposted, { backlog: backlog(45) })).toEqual([
    ['OLDEST_UNPOSTED', 'nordlys/orders', 'warning', 40],
  ])
  expect(found(oldestUnposted, { backlog: backlog(300) })[0]?.[2]).toBe('critical')
  const connections = [connection('shop'), connection('erp', { pausedAt: ago(1) })]
  expect(found(oldestUnposted, { backlog: backlog(300), connections })).toEqual([])
  expect(found(oldestUnposted, { backlog: backlog(300), integrations: [{ ...integration, live: false }] })).toEqual([])
})

test('a search that does not come through', () => {
  const swept = (minutes: number) => [{ ...ORDERS, sweptUntil: ago(minutes) }]
  expect(found(sweepLate, { swept: swept(20) })).toEqual([])
  expect(found(sweepLate, { swept: swept(40) })).toEqual([['SWEEP_LATE', 'nordlys/orders', 'warning', 1]])
})

const hour = (hoursAgo: number, arrived: number, told: number): TrafficHour => ({
  ...ORDERS,
  hour: new Date(Date.UTC(2026, 10, 20, 12 - hoursAgo)).toISOString(),
  arrived,
  told,
  finished: arrived,
  lastAt: ago(hoursAgo * 60),
})

test('webhooks that fell silent while records come', () => {
  const before = [hour(30, 20, 20), hour(20, 25, 24)]
  expect(found(webhooksSilent, { traffic: [...before, hour(3, 6, 0), hour(1, 7, 0)] })).toEqual([
    ['WEBHOOKS_SILENT', 'nordlys/orders', 'warning', 13],
  ])
  expect(found(webhooksSilent, { traffic: [...before, hour(3, 6, 1), hour(1, 7, 0)] })).toEqual([])
  // A store without webhooks never told of anything.
  expect(found(webhooksSilent, { traffic: [hour(30, 90, 0), hour(1, 50, 0)] })).toEqual([])
})

test('a store that fell silent', () => {
  const weekly = [1, 2, 3, 4, 5].flatMap((week) => [3, 2, 1].map((hoursAgo) => hour(hoursAgo + week * 168, 9, 9)))
  const traffic = weekly.toSorted((one, other) => one.hour.localeCompare(other.hour))
  expect(found(storeSilent, { traffic })).toEqual([['STORE_SILENT', 'nordlys/orders', 'critical', 1]])
  expect(found(storeSilent, { traffic: [...traffic, hour(0, 1, 1)] })).toEqual([])
})

test('stock, comparisons and jobs', () => {
  const problem = { message: 'No location is mapped.', remedy: null }
  const stock = [
    { integrationId: 'i', zeroing: 40, of: 200, problem: null },
    { integrationId: 'j', zeroing: null, of: null, problem },
  ]
  expect(found(stockStopped, { stock })).toEqual([
    ['STOCK_STOPPED', 'nordlys', 'critical', 40],
    ['STOCK_STANDS_STILL', 'j', 'critical', 1],
  ])
  const comparisons = [
    { integrationId: 'i', madeAt: ago(600), drifted: 2 },
    { integrationId: 'j', madeAt: ago(600), drifted: 0 },
  ]
  expect(found(booksDrifted, { comparisons })).toEqual([['BOOKS_DRIFTED', 'nordlys', 'warning', 2]])
  const failedJobs = [{ jobId: '1', kind: 'import', integrationId: 'i', message: 'It broke off.', remedy: null }]
  expect(found(jobFailed, { failedJobs })).toEqual([['JOB_FAILED', 'nordlys/import', 'warning', 1]])
})
