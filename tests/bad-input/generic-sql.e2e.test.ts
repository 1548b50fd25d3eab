import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { genericSql } from '#connectors/generic-sql/index'
import type { SqlSettings } from '#connectors/generic-sql/settings'
import type { MappedDocument } from '#model/documents'
import { failureOf } from '#testing/conformance/suite'
import { startCutLine } from '#testing/generic/cut-line'
import { orderOf } from '#testing/generic/documents'
import { inMariadb, inPostgres, type OldDatabase } from '#testing/generic/old-databases'
import { mariadbMissing, startMariadb, type TestMariadb } from '#testing/mariadb'
import { closeKept, plainContext } from '#testing/plain-context'

async function opened(open: () => Promise<OldDatabase>) {
  const database = await open()
  await database.run(["insert into items values ('TSHIRT-1'), ('MUG')", "insert into customers (name) values ('Ann')"])
  const used: SqlSettings[] = []
  onTestFinished(async () => {
    for (const settings of used) await closeKept(settings)
    await database[Symbol.asyncDispose]()
  })
  const connect = (changes: Partial<SqlSettings> = {}) => {
    const settings = { ...database.settings, ...changes }
    used.push(settings)
    const connector = genericSql.forSettings?.(settings) ?? genericSql
    const context = plainContext(connector, settings)
    const { documents } = connector.writes
    const { orders } = connector.reads
    if (documents === undefined || orders === undefined) throw new Error('the settings describe both')
    const write = (document: MappedDocument) => {
      const key = document.kind === 'journal' ? '' : document.party.keys[0]
      return documents.create(context, document, {
        parties: { [key]: { externalId: '1', addresses: {} } },
        documents: {},
      })
    }
    return { settings, connector, context, documents, orders, write }
  }
  const count = async (): Promise<number> =>
    Number((await database.run(['select count(*) as found from documents']))[0]?.['found'])
  return { database, connect, count }
}

/** The settings with one step of the first kind of document changed. */
function withCreate(
  { settings }: OldDatabase,
  change: (steps: readonly object[]) => readonly object[],
): Partial<SqlSettings> {
  const order = settings.documents?.['sales-order']
  const documents = { 'sales-order': { ...order, create: change(order?.create ?? []) } }
  return { documents: genericSql.settings.parse({ ...settings, documents }).documents }
}

const demands = (open: () => Promise<OldDatabase>): void => {
  test('what a record brings stays a value, whatever it holds', async () => {
    const { connect, count } = await opened(open)
    const { write, documents, context } = connect()
    const hostile = [
      "x'; drop table documents; --",
      'y" or 1=1 /*',
      '$1 :reference ?',
      "\\' z",
      '\u{1F355} ☃ ä',
      '%_\\',
    ]
    for (const reference of hostile) {
      expect(await write(orderOf(reference))).toMatchObject({ state: 'issued' })
      expect(await documents.find(context, 'sales-order', reference)).toMatchObject({ total: '59.98' })
    }
    expect(await count()).toBe(hostile.length)
    expect(await documents.find(context, 'sales-order', "' or ref <> '")).toBeNull()
  })

  test('a document that fails at its last step leaves nothing behind', async () => {
    const { database, connect, count } = await opened(open)
    const failing = withCreate(database, (steps) => [
      ...steps,
      { sql: 'update documents set voided = true where id = -1', affects: 1 },
    ])
    expect(await failureOf(connect(failing).write(orderOf('a:1')))).toMatchObject({
      kind: 'rejected',
      code: 'ROWS_DIFFER',
    })
    const wrong = withCreate(database, (steps) => [...steps, { sql: 'insert into no_such_table values (1)' }])
    expect(await failureOf(connect(wrong).write(orderOf('a:1')))).toMatchObject({
      kind: 'rejected',
      code: 'STATEMENT_WRONG',
    })
    expect(await count()).toBe(0)
  })

  test('a name that nobody explains, and one statement more than one, are refused', async () => {
    const { database, connect, count } = await opened(open)
    const nameless = withCreate(database, () => [{ sql: 'delete from items where code = :nothing' }])
    expect(await failureOf(connect(nameless).write(orderOf('a:1')))).toMatchObject({ code: 'TEMPLATE_FAILED' })
    const several = withCreate(database, () => [{ sql: 'delete from items; delete from customers' }])
    expect(await failureOf(connect(several).write(orderOf('a:1')))).toMatchObject({ code: 'STATEMENT_WRONG' })
    expect(await database.run(['select * from items'])).toHaveLength(2)
    expect(await count()).toBe(0)
  })

  test('a text that is too long is refused, not cut', async () => {
    const { database, connect, count } = await opened(open)
    expect(await failureOf(connect().write(orderOf('x'.repeat(151))))).toMatchObject({
      kind: 'rejected',
      code: 'REFUSED',
    })
    expect(await count()).toBe(0)
    expect(await database.run(['select * from document_lines'])).toEqual([])
  })

  test('of two writers of one reference one writes, and the other is told', async () => {
    const { connect, count } = await opened(open)
    const { write } = connect()
    const outcomes = await Promise.all(
      [1, 2, 3].map(() =>
        write(orderOf('race:1')).then(
          () => 'written',
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1)
    expect(
      outcomes
        .filter((outcome) => outcome !== 'written')
        .every((code) => ['REFERENCE_EXISTS', 'DATABASE_UNAVAILABLE'].includes(code)),
    ).toBe(true)
    expect(await count()).toBe(1)
  })

  test('a look-up that finds another document, or several, is a mistake of the settings', async () => {
    const { database, connect } = await opened(open)
    await connect().write(orderOf('a:1'))
    const order = database.settings.documents?.['sales-order']
    const loose = (where: string): Partial<SqlSettings> => {
      const find = { sql: `select id as external_id, ref as reference from documents ${where}`, parameters: {} }
      return order === undefined ? {} : { documents: { 'sales-order': { ...order, find } } }
    }
    const { documents, context } = connect(loose(''))
    expect(await failureOf(documents.find(context, 'sales-order', 'b:1'))).toMatchObject({ code: 'ANSWER_PATH' })
    await connect().write(orderOf('a:2'))
    expect(await failureOf(documents.find(context, 'sales-order', 'a:1'))).toMatchObject({
      message: expect.stringContaining('2 rows'),
    })
  })

  test('all changes come in pages, in order, though hundreds bear one stamp', async () => {
    const { database, connect } = await opened(open)
    const rows = Array.from({ length: 1_200 }, (_, index) => {
      const at = `'2026-11-20 10:00:00.12345${index < 1_100 ? 6 : 7}'`
      return `(${index + 1}, 'A-${index + 1}', ${at}, ${at}, null, 'EUR', 1, null, 0, 0)`
    })
    await database.run([`insert into sold values ${rows.toReversed().join(', ')}`])
    const { orders, context } = connect()
    const keys: string[] = []
    const range = { since: new Date('2026-11-20T10:00:00Z'), until: new Date('2026-11-20T10:00:01Z') }
    for await (const page of orders.changes(context, range)) keys.push(...page.map(({ key }) => key))
    expect(keys).toEqual(Array.from({ length: 1_200 }, (_, index) => String(index + 1)))
    expect(context.wired).toHaveLength(3)
    const later = { since: new Date('2026-11-20T10:00:00.124Z'), until: range.until }
    for await (const page of orders.changes(context, later)) expect(page).toEqual([])
  })

  test('a server that is not there is told as passing; a password that is wrong is not', async () => {
    const { connect } = await opened(open)
    const { documents, context } = connect({ host: '127.0.0.1', port: 1 })
    expect(await failureOf(documents.find(context, 'sales-order', 'a:1'))).toMatchObject({
      kind: 'transient',
      code: 'DATABASE_UNAVAILABLE',
    })
    const stranger = connect({ user: 'nobody', password: 'wrong' })
    const { findings } = await stranger.connector.check(stranger.context)
    expect(findings).toMatchObject([{ level: 'error', code: 'CREDENTIALS_REFUSED' }])
  })
}

/** Where the server is, for a line to it. */
const doorOf = ({ host, port = 5432 }: SqlSettings) =>
  host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { port }

const cutDemands = (open: () => Promise<OldDatabase>): void => {
  test('a line that is cut before the commit is transient, and nothing was written', async () => {
    const { database, connect, count } = await opened(open)
    await using line = await startCutLine(doorOf(database.settings))
    const { write } = connect({ host: '127.0.0.1', port: line.port })
    line.cutAt('insert into document_lines', { deliver: true })
    expect(await failureOf(write(orderOf('cut:1')))).toMatchObject({ kind: 'transient' })
    expect([line.cuts, await count()]).toEqual([1, 0])
    expect(await write(orderOf('cut:1'))).toMatchObject({ state: 'issued' })
  })

  test.each([true, false])(
    'a line that is cut at the commit leaves the outcome open (it arrived: %s), and the look-up tells',
    async (deliver) => {
      const { database, connect, count } = await opened(open)
      await using line = await startCutLine(doorOf(database.settings))
      const { write, documents, context } = connect({ host: '127.0.0.1', port: line.port })
      line.cutAt('commit', { deliver })
      expect(await failureOf(write(orderOf('cut:1')))).toMatchObject({ kind: 'outcome-unknown', code: 'ANSWER_LOST' })
      await expect.poll(count).toBe(deliver ? 1 : 0)
      const found = await documents.find(context, 'sales-order', 'cut:1')
      expect(found === null).toBe(!deliver)
    },
  )
}

describe('Postgres', () => {
  demands(inPostgres)
  cutDemands(inPostgres)
})

describe.skipIf(mariadbMissing !== null)(
  `MariaDB${mariadbMissing === null ? '' : ` (skipped: ${mariadbMissing})`}`,
  () => {
    let server: TestMariadb | null = null
    beforeAll(async () => {
      server = await startMariadb()
    }, 60_000)
    afterAll(() => server?.[Symbol.asyncDispose]())
    const open = (): Promise<OldDatabase> =>
      server === null ? Promise.reject(new Error('MariaDB was not started')) : inMariadb(server)
    demands(open)
    cutDemands(open)
  },
)
