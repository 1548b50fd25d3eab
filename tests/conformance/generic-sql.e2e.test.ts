import { afterAll, beforeAll, describe } from 'vitest'
import { genericSql } from '#connectors/generic-sql/index'
import type { SqlSettings } from '#connectors/generic-sql/settings'
import { sqlMasterSchema } from '#sandboxes/old-system/sql-schema'
import { Faults } from '#sandboxes/kit/faults'
import type { ErpBench } from '#testing/conformance/erp-bench'
import { erpDemands } from '#testing/conformance/erp'
import { type StoreBench, storeDemands } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'
import { lifeOf, orderOf } from '#testing/generic/documents'
import { type MasterBench, masterReadDemands, masterWriteDemands } from '#testing/generic/master-demands'
import { inMariadb, inPostgres, type OldDatabase } from '#testing/generic/old-databases'
import { searchDemands } from '#testing/generic/search-demands'
import { sqlMasterSettings } from '#testing/generic/sql-master-settings'
import { sqlSettings } from '#testing/generic/sql-settings'
import { mariadbMissing, startMariadb, type TestMariadb } from '#testing/mariadb'
import { closeKept } from '#testing/plain-context'

async function started(open: () => Promise<OldDatabase>, isMaster = false) {
  const database = await open()
  const dialect = database.settings.database === 'postgres' ? 'postgres' : 'mariadb'
  if (isMaster) await database.run(sqlMasterSchema(dialect))
  const settings = isMaster ? sqlSettings(database.settings, sqlMasterSettings(dialect)) : database.settings
  await database.run(["insert into items values ('TSHIRT-1'), ('MUG')"])
  const refusedSettings = { ...settings, user: 'nobody', password: 'wrong' }
  const common = {
    connector: genericSql.forSettings?.(settings) ?? genericSql,
    settings,
    refusedSettings,
    faults: new Faults(),
    async [Symbol.asyncDispose]() {
      await closeKept(settings)
      await closeKept(refusedSettings)
      await database[Symbol.asyncDispose]()
    },
  }
  return { database, common }
}

const erp = (open: () => Promise<OldDatabase>) => async (): Promise<ErpBench<SqlSettings>> => {
  const { database, common } = await started(open)
  const counting = (reference: string): Promise<readonly Record<string, unknown>[]> =>
    database.run([`select count(*) as found from documents where ref = '${reference}' and not voided`])
  return {
    ...common,
    order: orderOf,
    life: lifeOf,
    count: async (reference) => Number((await counting(reference))[0]?.['found']),
  }
}

const store = (open: () => Promise<OldDatabase>) => async (): Promise<StoreBench<SqlSettings>> => {
  const { database, common } = await started(open)
  let no = 7000
  return {
    ...common,
    async place({ lines = 1 } = {}) {
      no += 1
      const positions = Array.from({ length: lines }, (_, index) => ({ index, quantity: 1 + (index % 2) }))
      const total = positions.reduce((all, { quantity }) => all + quantity * 1995, 0) / 100
      const vat = positions.reduce((all, { quantity }) => all + quantity * 399, 0) / 100
      // Many orders of one microsecond, so that pages end in the midst of them.
      const at = `'2026-11-20 10:00:00.${String(123_456 + Math.floor(no / 1000))}'`
      const rows = positions.map(
        ({ index, quantity }) =>
          `(${no}, ${index + 1}, 'SKU-${index}', ${quantity}, 19.95, ${(quantity * 3.99).toFixed(2)})`,
      )
      await database.run([
        `insert into sold values (${no}, 'A-${no}', ${at}, ${at}, null, 'EUR', 55, 'ann@example.com', ${total.toFixed(2)}, ${vat.toFixed(2)})`,
        `insert into sold_positions values ${rows.join(', ')}`,
      ])
      return { key: String(no), name: `A-${no}` }
    },
    close: async (key) => void (await database.run([`update sold set closed = changed where no = ${key}`])),
    delivery: () => Promise.reject(new Error('a database sends no webhooks')),
  }
}

const text = (value: string | undefined): string => (value === undefined ? 'null' : `'${value}'`)
const NOW = "'2026-11-20 10:00:00'"

const master = (open: () => Promise<OldDatabase>) => async (): Promise<MasterBench<SqlSettings>> => {
  const { database, common } = await started(open, true)
  const run = async (...statements: string[]): Promise<void> => void (await database.run(statements))
  return {
    ...common,
    article: ({ code, name, ean, cost, forms = [] }) =>
      run(
        `insert into articles (code, name, ean, cost, created, changed) values ('${code}', '${name}', ${text(ean)}, ${text(cost)}, ${NOW}, ${NOW})`,
        ...forms.map(
          (form) =>
            `insert into article_forms (code, article, colour, size) values ('${form.code}', '${code}', '${form.colour}', '${form.size}')`,
        ),
      ),
    price: (list, item, amount, { from } = {}) =>
      run(
        `insert into prices (list, item, amount, valid_from, changed) values ('${list}', '${item}', ${amount}, ${text(from)}, ${NOW})`,
      ),
    async deliver({ order, row, track }) {
      await run(
        `insert into goods_out (no, sent, changed, carrier, track) values ('D-1', ${NOW}, ${NOW}, 'Post', '${track}')`,
        `insert into goods_out_lines values ('D-1/1', 'D-1', 'MUG', 2, 'W1', '${order}', '${row}')`,
      )
      return 'D-1'
    },
    takeBack: (no) => run(`update goods_out set voided = true where no = '${no}'`),
    person: ({ no, kind, name, mail, vat }) =>
      run(
        `insert into people (no, kind, name, mail, vat, street, town, land, changed) values ('${no}', '${kind}', '${name}', ${text(mail)}, ${text(vat)}, 'Street 1', 'Lund', 'SE', ${NOW})`,
      ),
    heldArticle: async (code) => firstOf(await database.run([`select * from articles where code = '${code}'`])),
    heldPrices: async (list, item) =>
      (await database.run([`select amount from prices where list = '${list}' and item = '${item}'`])).map((row) =>
        String(row['amount']),
      ),
    heldPerson: async (no) => firstOf(await database.run([`select * from people where no = '${no}'`])),
  }
}

const firstOf = ([row = {}]: readonly Record<string, unknown>[]): Record<string, string> =>
  row as Record<string, string>

const targetDemands = [...erpDemands<SqlSettings>(), ...searchDemands<SqlSettings>()]
const masterDemands = [...masterReadDemands<SqlSettings>(), ...masterWriteDemands<SqlSettings>()]

const NO_WEBHOOKS = 'a database sends none; its orders come with the search'
const NO_HTTP =
  'the suite breaks requests of HTTP; tests/bad-input/generic-sql.e2e.test.ts breaks connections of databases'
const ERP_WAIVED = {
  'an answer that is lost after the write is outcome-unknown, and the document is found by its reference': NO_HTTP,
  'a gateway error after the write is outcome-unknown': NO_HTTP,
}
const STORE_WAIVED = {
  'the newest webhook body stands in for a read and tells the same': NO_WEBHOOKS,
  'a delivery is accepted with its signature and refused with any other, or without a secret': NO_WEBHOOKS,
  'a delivery of an order names the order, and is recognised again': NO_WEBHOOKS,
  'a body that is not what its topic promises is refused by name': NO_WEBHOOKS,
  'a broken connection while reading is transient': NO_HTTP,
  'a server fault while reading is transient': NO_HTTP,
  'an answer that is no JSON while reading is transient': NO_HTTP,
  'a request to slow down while reading is throttled': NO_HTTP,
}

runDemands('the generic SQL connector as an ERP, on Postgres', targetDemands, erp(inPostgres), ERP_WAIVED)
runDemands(
  'the generic SQL connector as a store, on Postgres',
  storeDemands<SqlSettings>(),
  store(inPostgres),
  STORE_WAIVED,
)

runDemands('the generic SQL connector as a master of records, on Postgres', masterDemands, master(inPostgres))

describe.skipIf(mariadbMissing !== null)(
  `on MariaDB${mariadbMissing === null ? '' : ` (skipped: ${mariadbMissing})`}`,
  () => {
    let server: TestMariadb | null = null
    beforeAll(async () => {
      server = await startMariadb()
    }, 60_000)
    afterAll(() => server?.[Symbol.asyncDispose]())
    const open = (): Promise<OldDatabase> =>
      server === null ? Promise.reject(new Error('MariaDB was not started')) : inMariadb(server)
    runDemands('the generic SQL connector as an ERP', targetDemands, erp(open), ERP_WAIVED)
    runDemands('the generic SQL connector as a store', storeDemands<SqlSettings>(), store(open), STORE_WAIVED)
    runDemands('the generic SQL connector as a master of records', masterDemands, master(open))
  },
)
