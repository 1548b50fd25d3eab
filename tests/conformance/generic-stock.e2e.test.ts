import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Connector } from '#contract/connector'
import { genericHttp } from '#connectors/generic-http/index'
import { genericSql } from '#connectors/generic-sql/index'
import { startOldSystem } from '#sandboxes/old-system/start'
import { failureOf } from '#testing/conformance/suite'
import { inMariadb, inPostgres, type OldDatabase } from '#testing/generic/old-databases'
import { oldSystemSettings } from '#testing/generic/old-system-settings'
import { mariadbMissing, startMariadb, type TestMariadb } from '#testing/mariadb'
import { closeKept, plainContext } from '#testing/plain-context'

/** A system with `B` and `A` at two places, opened anew for each test. */
interface Bench<S> {
  readonly connector: Connector<S>
  readonly settings: S
  /** What the system itself says. */
  count(item: string, place: string): Promise<number>
}

const START = [
  ['B', 'W1', 7],
  ['A', 'W1', 5],
  ['A', 'W2', 0],
] as const

async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

function demands<S>(open: () => Promise<Bench<S>>): void {
  test('stock is read as it lies, by place and by item', async () => {
    const { connector, settings } = await open()
    const source = connector.reads.stock
    if (source === undefined) throw new Error('it reads stock')
    const context = plainContext(connector, settings)
    expect((await source.places(context)).map(({ externalId }) => externalId)).toContain('W1')
    const facts = await collected(source.facts(context, { places: ['W1', 'W2'] }))
    expect(facts.map(({ item, place, onHand }) => `${item} ${place} ${onHand}`).toSorted()).toEqual([
      'A W1 5',
      'A W2 0',
      'B W1 7',
    ])
    expect(await collected(source.facts(context, { places: ['W2'], items: ['B'] }))).toEqual([])
  })

  test('levels are told by item, and set each by itself: only if they are still what was expected', async () => {
    const { connector, settings, count } = await open()
    const target = connector.writes.stock
    if (target === undefined) throw new Error('it takes stock')
    const context = plainContext(connector, settings)
    const places = { locations: ['W1', 'W2'] }
    const items = await collected(target.items(context, places))
    expect(items.map(({ stockItem, levels }) => `${stockItem}: ${levels.length}`).toSorted()).toEqual(['A: 2', 'B: 1'])
    const one = await collected(target.levels(context, { ...places, stockItems: ['B'] }))
    expect(one).toMatchObject([{ stockItem: 'B', location: 'W1', available: 7 }])
    const row = { location: 'W1', available: 3, expected: 5 }
    const outcomes = await target.set(
      context,
      [
        { ...row, stockItem: 'A' },
        { ...row, stockItem: 'B' },
        { ...row, stockItem: 'NOBODY' },
        { ...row, stockItem: 'A', location: 'W2', expected: null, available: 9 },
      ],
      'batch-1',
    )
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['set', 'stale', 'gone', 'set'])
    expect([await count('A', 'W1'), await count('B', 'W1'), await count('A', 'W2')]).toEqual([3, 7, 9])
  })
}

async function overHttp(format: 'json' | 'xml', changes: object = {}) {
  const system = await startOldSystem({ format })
  onTestFinished(() => system.stop())
  for (const [sku, place, count] of [START[1], START[2], START[0]]) {
    system.shop.stock.set(`${sku}@${place}`, { sku, place, count: String(count), changed: '2026-11-20T10:00:00Z' })
  }
  const settings = oldSystemSettings(system, { format, ...changes })
  const connector = genericHttp.forSettings?.(settings) ?? genericHttp
  return {
    system,
    connector,
    settings,
    count: async (item: string, place: string) => Number(system.shop.stock.get(`${item}@${place}`)?.count),
  }
}

const inDatabase = (begin: () => Promise<OldDatabase>) => async () => {
  const database = await begin()
  const { settings } = database
  onTestFinished(async () => {
    await closeKept(settings)
    await database[Symbol.asyncDispose]()
  })
  for (const row of START) await database.run([`insert into levels values ('${row[0]}', '${row[1]}', ${row[2]})`])
  const connector = genericSql.forSettings?.(settings) ?? genericSql
  const count = async (item: string, place: string): Promise<number> =>
    Number(
      (await database.run([`select on_hand from levels where sku = '${item}' and place = '${place}'`]))[0]?.['on_hand'],
    )
  return { connector, settings, count }
}

describe('over HTTP, in JSON', () => {
  demands(() => overHttp('json'))

  test('a store that does not compare is read before it is told', async () => {
    const { levels } = (await overHttp('json')).settings
    const { connector, settings, count } = await overHttp('json', {
      levels: { ...levels, set: { ...levels?.set, compares: false } },
    })
    const context = plainContext(connector, settings)
    const rows = [
      { stockItem: 'A', location: 'W1', available: 1, expected: 4 },
      { stockItem: 'B', location: 'W1', available: 2, expected: 7 },
    ]
    const outcomes = await connector.writes.stock?.set(context, rows, 'k')
    expect(outcomes).toEqual([{ outcome: 'stale' }, { outcome: 'set' }])
    expect([await count('A', 'W1'), await count('B', 'W1')]).toEqual([5, 2])
  })

  test('a number that cannot be read is never nothing, and outcomes that are missing are unknown', async () => {
    const { system, connector, settings } = await overHttp('json')
    const context = plainContext(connector, settings)
    const rows = [{ stockItem: 'A', location: 'W1', available: 10_000, expected: null }]
    expect(await connector.writes.stock?.set(context, rows, 'k')).toEqual([
      { outcome: 'refused', message: 'nobody has that many' },
    ])
    system.faults.next('POST /stock', { kind: 'wrong-answer', body: '{"result": []}' })
    const setting = connector.writes.stock?.set(context, rows, 'k') ?? Promise.resolve()
    expect(await failureOf(setting)).toMatchObject({ kind: 'outcome-unknown', code: 'ANSWER_PATH' })
    system.shop.stock.set('A@W1', { sku: 'A', place: 'W1', count: 'plenty', changed: '2026-11-20T10:00:00Z' })
    const facts = connector.reads.stock?.facts(context, { places: ['W1'] }) ?? (async function* none() {})()
    expect(await failureOf(collected(facts))).toMatchObject({ kind: 'rejected', code: 'ANSWER_PATH' })
  })
})

describe('over HTTP, in XML', () => {
  demands(() => overHttp('xml'))
})

describe('in Postgres', () => {
  demands(inDatabase(inPostgres))
})

describe.skipIf(mariadbMissing !== null)(
  `in MariaDB${mariadbMissing === null ? '' : ` (skipped: ${mariadbMissing})`}`,
  () => {
    let server: TestMariadb | null = null
    beforeAll(async () => {
      server = await startMariadb()
    }, 60_000)
    afterAll(() => server?.[Symbol.asyncDispose]())
    demands(
      inDatabase(() => (server === null ? Promise.reject(new Error('MariaDB was not started')) : inMariadb(server))),
    )
  },
)
