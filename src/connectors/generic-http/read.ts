import type { Change, Source } from '#contract/source'
import type { Order } from '#model/order'
import { idOf, shown } from '#generic/booked-answer'
import { changeFrom } from '#generic/change-answer'
import { badSetting, evaluated } from '#generic/failure-rules'
import { orderFrom } from '#generic/order-draft'
import { fieldsOf } from './answer.ts'
import { pagesOf } from './pages.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'
import type { SourceSetting } from './settings-records.ts'

/** How a kind of record is read, and what is made of it. */
export interface RecordKind<R> {
  /** Its place in the settings, e.g. `orders`. */
  readonly where: string
  readonly setting: SourceSetting
  make(settings: HttpSettings, record: unknown): Promise<R>
  /** Whether the record is what was asked for by this key. */
  isOf(record: R, key: string): boolean
}

/** Records that the settings describe. */
export const sourceOf = <R extends { readonly externalId: string }>(
  kind: RecordKind<R>,
): Source<HttpSettings, R, Promise<R>> => ({
  changes: (context, range) => changes(context, kind, range),
  get: (context, key) => get(context, kind, key),
  parse: (settings, payload) => kind.make(settings, payload),
  findByName: (context, name) => findByName(context, kind, name),
})

type Orders = NonNullable<HttpSettings['orders']>

/** The orders that the settings describe. */
export const ordersOf = (setting: Orders): Source<HttpSettings, Order, Promise<Order>> =>
  sourceOf({
    where: 'orders',
    setting,
    isOf: ({ externalId }, key) => externalId === key,
    async make({ values, timeZone }, record) {
      const where = 'orders.order'
      const draft = await evaluated(setting.order, record, { where, bindings: { settings: values } })
      return orderFrom(draft, { timeZone, where })
    },
  })

async function* changes<R>(
  context: HttpContext,
  { where: of, setting }: RecordKind<R>,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const where = `${of}.changes`
  const { key, name, updatedAt, createdAt } = setting.changes
  const input = { since: since.toISOString(), until: until.toISOString() }
  for await (const items of pagesOf(context, setting.changes, { where, input, effect: 'read' })) {
    const page: Change[] = []
    for (const item of items) {
      const told = await fieldsOf({ key, name, updatedAt, createdAt }, item, { where, effect: 'read', bindings: input })
      const change = changeFrom(told, where)
      // Earlier ones were listed before; later ones will be, by the stamp that they have then.
      if (Date.parse(change.updatedAt) >= since.getTime() && Date.parse(change.updatedAt) < until.getTime())
        page.push(change)
    }
    if (page.length > 0) yield page
  }
}

async function get<R extends { readonly externalId: string }>(
  context: HttpContext,
  { where: of, setting, make, isOf }: RecordKind<R>,
  key: string,
): Promise<R | null> {
  const where = `${of}.get`
  const answer = await call(context, setting.get, { where, input: { key }, effect: 'read', none: setting.get.none })
  if (answer === null) return null
  const place = { where: `${where}.record`, answer: true, bindings: { key } }
  const record = await evaluated(setting.get.record, answer.body, place)
  if (record === undefined) throw badSetting('ANSWER_PATH', place.where, 'it leads to nothing in the answer', 'read')
  const made = await make(context.settings, record)
  if (isOf(made, key)) return made
  throw badSetting('ANSWER_PATH', of, `the record ${key} was asked for, and ${made.externalId} came`, 'read')
}

async function findByName<R extends { readonly externalId: string }>(
  context: HttpContext,
  kind: RecordKind<R>,
  name: string,
): Promise<string | null> {
  const setting = kind.setting.findByName
  // Where names cannot be searched, people give the key.
  if (setting === undefined) return (await get(context, kind, name.replace(/^#/, '')))?.externalId ?? null
  const where = `${kind.where}.findByName`
  const answer = await call(context, setting, { where, input: { name }, effect: 'read', none: setting.none })
  if (answer === null) return null
  const value = await evaluated(setting.key, answer.body, { where: `${where}.key`, answer: true, bindings: { name } })
  if (Array.isArray(value) && value.length === 0) return null
  const key = idOf(value)
  if (key !== null) return key
  throw badSetting('ANSWER_PATH', `${where}.key`, `${shown(value)} is no key of a record`, 'read')
}
