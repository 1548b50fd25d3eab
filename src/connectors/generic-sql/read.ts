import type { Change, Source } from '#contract/source'
import type { Order } from '#model/order'
import { idOf, shown } from '#generic/booked-answer'
import { changeFrom } from '#generic/change-answer'
import { badSetting, evaluated } from '#generic/failure-rules'
import { orderFrom } from '#generic/order-draft'
import { pagesOf } from './pages.ts'
import type { OrderStatements, SqlSettings } from './settings.ts'
import type { StatementSetting } from './settings-statements.ts'
import { type Row, type Running, type SqlContext, transaction } from './statements.ts'

/** How a kind of record is read, and what is made of it. */
export interface RecordKind<R> {
  /** Its place in the settings, e.g. `orders`. */
  readonly where: string
  readonly setting: { readonly changes: StatementSetting; readonly findByName?: StatementSetting | undefined }
  /** All rows of a record, in one snapshot; `null` = there is none. */
  read(running: Running, key: string): Promise<unknown>
  make(settings: SqlSettings, record: unknown): R | Promise<R>
  /** Whether the record is what was asked for by this key. */
  isOf(record: R, key: string): boolean
}

/** Records that the settings describe. */
export const sourceOf = <R extends { readonly externalId: string }>(
  kind: RecordKind<R>,
): Source<SqlSettings, R, Promise<R>> => ({
  changes: (context, range) => changes(context, `${kind.where}.changes`, kind.setting.changes, range),
  get: (context, key) => get(context, kind, key),
  parse: async (settings, payload) => kind.make(settings, payload),
  findByName: (context, name) => findByName(context, kind, name),
})

/** The orders that the settings describe. */
export const ordersOf = (setting: OrderStatements): Source<SqlSettings, Order, Promise<Order>> =>
  sourceOf<Order>({
    where: 'orders',
    setting,
    isOf: ({ externalId }, key) => externalId === key,
    async read(running, key) {
      const head = await headOf(running, setting.head, key, 'orders.head')
      if (head === null) return null
      const lists: Record<string, unknown> = {}
      for (const [name, statement] of Object.entries(setting.lists))
        lists[name] = (await running.run(statement, { key, head }, `orders.lists.${name}`)).rows
      return { ...lists, head }
    },
    async make({ values, timeZone }, record) {
      const where = 'orders.order'
      const draft = await evaluated(setting.order, record, { where, bindings: { settings: values } })
      return orderFrom(draft, { timeZone, where })
    },
  })

/** The one row of a record; `null` = there is none. */
export async function headOf(
  running: Running,
  statement: StatementSetting,
  key: string,
  where: string,
): Promise<Row | null> {
  const { rows } = await running.run(statement, { key }, where)
  if (rows.length > 1) throw badSetting('ANSWER_PATH', where, `${rows.length} rows have the key ${key}`, 'read')
  return rows[0] ?? null
}

/** What changed by a statement with the columns `record_key` and `updated_at`. */
export async function* changes(
  context: SqlContext,
  where: string,
  statement: StatementSetting,
  input: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  for await (const rows of pagesOf(context, statement, ['updated_at', 'record_key'], { where, input: { ...input } }))
    yield rows.map((row) => changeFrom({ ...row, key: row['recordKey'] }, where))
}

async function get<R extends { readonly externalId: string }>(
  context: SqlContext,
  { where, read, make, isOf }: RecordKind<R>,
  key: string,
): Promise<R | null> {
  const record = await transaction(context, { where, effect: 'read' }, (running) => read(running, key))
  if (record === null) return null
  const made = await make(context.settings, record)
  if (isOf(made, key)) return made
  throw badSetting('ANSWER_PATH', where, `the record ${key} was asked for, and ${made.externalId} came`, 'read')
}

async function findByName<R extends { readonly externalId: string }>(
  context: SqlContext,
  kind: RecordKind<R>,
  name: string,
): Promise<string | null> {
  const statement = kind.setting.findByName
  if (statement === undefined) return (await get(context, kind, name.replace(/^#/, '')))?.externalId ?? null
  const where = `${kind.where}.findByName`
  const { rows } = await transaction(context, { where, effect: 'read' }, (running) =>
    running.run(statement, { name }, where),
  )
  const [row] = rows
  if (row === undefined) return null
  const key = idOf(row['recordKey'])
  if (key !== null && rows.length === 1) return key
  throw badSetting(
    'ANSWER_PATH',
    where,
    `${rows.length} rows, of which the first has the key ${shown(row['recordKey'])}`,
    'read',
  )
}
