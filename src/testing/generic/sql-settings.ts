import { genericSql } from '#connectors/generic-sql/index'
import type { SqlSettings } from '#connectors/generic-sql/settings'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'
import type { DocumentKind } from '#model/documents'

export type SqlPlace = Pick<SqlSettings, 'database' | 'host' | 'port' | 'schema' | 'user' | 'password'>

const GOODS: readonly DocumentKind[] = ['delivery', 'delivery-return']

function totals(kind: DocumentKind): { readonly total: string; readonly tax: string } {
  if (kind === 'payment' || kind === 'refund-payment') return { total: 'document.amount', tax: '"0"' }
  if (kind === 'journal') return { total: '$total(document.lines[$compare(amount, 0) > 0].amount)', tax: '"0"' }
  return GOODS.includes(kind) ? { total: '"0"', tax: '"0"' } : { total: 'document.total', tax: 'document.taxTotal' }
}

const documentSetting = (kind: DocumentKind) => ({
  find: {
    sql: `select id as external_id, ref as reference, case when voided then 'cancelled' else 'issued' end as state,
      ${GOODS.includes(kind) ? 'null' : 'total'} as total, tax as tax_total
      from documents where kind = :kind and ref = :reference`,
  },
  rows: { sql: 'select our_row as "row", id from document_lines where document = :external_id' },
  create: [
    {
      sql: `insert into documents (kind, ref, customer, currency, booked_on, follows, total, tax)
        values (:kind, :reference, :customer, :currency, :day, :based_on, :total, :tax) returning id`,
      parameters: { currency: 'document.currency', day: 'document.date', ...totals(kind) },
      as: 'made',
      affects: 1,
    },
    {
      sql: 'select cast(:item as char(80)) as item where :item is not null and not exists (select 1 from items where code = :item)',
      parameters: { item: 'item.item' },
      for: '$append(document.rows, document.lines)',
      refuse: {
        code: 'ITEM_UNKNOWN',
        message: 'The database does not know the item {{ $trim(row.item) }}.',
        remedy: 'Make the item there, or correct the mapping of items, then retry.',
        subject: 'item:{{ $trim(row.item) }}',
      },
    },
    {
      sql: `insert into document_lines (document, our_row, item, account, quantity, amount)
        values (:document_id, :row, :item, :account, :quantity, :amount)`,
      for: '$append(document.rows, document.lines)',
      parameters: {
        document_id: 'results.made.id',
        row: 'item.id',
        item: 'item.item',
        account: 'item.account',
        quantity: 'item.quantity',
        amount: '$exists(item.net) ? item.net : item.amount',
      },
    },
  ],
  cancel: [{ sql: 'update documents set voided = true where id = :external_id', affects: 1 }],
  search: {
    sql: `select id, ref as numbers, total, tax as tax_total, currency, booked_on as date, customer, ref as reference,
      case when voided then 'cancelled' else 'issued' end as state
      from documents where kind = :kind and booked_on between :from and :to`,
  },
  adopt: [{ sql: 'update documents set ref = :reference where id = :external_id', affects: 1 }],
})

const ORDER = `{
  "id": head.no, "name": head.name, "placedAt": head.placed, "updatedAt": head.changed, "closedAt": head.closed,
  "currency": head.currency, "taxesIncluded": true,
  "customer": { "id": head.buyer, "email": head.email },
  "lines": [positions.{
    "id": pos, "sku": sku, "title": sku, "quantity": qty, "price": price,
    "taxes": [{ "title": "VAT", "rate": 25, "amount": vat }]
  }],
  "total": head.total, "tax": head.vat
}`

/** Settings for the schema of `sandboxes/old-system`, as a person would write them. */
export function sqlSettings(place: SqlPlace, changes: Readonly<Record<string, unknown>> = {}): SqlSettings {
  const isPostgres = place.database === 'postgres'
  const created = {
    sql: 'insert into customers (name) values (:name) returning id',
    parameters: { name: 'party.name' },
    as: 'made',
  }
  const keys = {
    sql: 'insert into customer_keys (name, customer) values (:name, :id)',
    for: 'references',
    parameters: { name: 'item', id: 'results.made.id' },
  }
  const quoted = (setting: ReturnType<typeof documentSetting>) =>
    isPostgres ? setting : { ...setting, rows: { sql: setting.rows.sql.replace('"row"', '`row`') } }
  return genericSql.settings.parse({
    ...place,
    tls: 'off',
    documents: Object.fromEntries(DOCUMENT_KINDS.map((kind) => [kind, quoted(documentSetting(kind))])),
    parties: {
      find: { sql: 'select customer as external_id from customer_keys where name = :reference' },
      create: [created, keys],
    },
    orders: {
      changes: {
        sql: `select no as record_key, name, changed as updated_at, placed as created_at from sold
          where changed >= :since and changed < :until`,
      },
      head: {
        sql: 'select * from sold where no = :no',
        parameters: { no: '$match(key, /^[0-9]{1,18}$/) ? key : null' },
      },
      lists: {
        positions: { sql: 'select * from sold_positions where no = :no order by pos', parameters: { no: 'head.no' } },
      },
      findByName: { sql: 'select no as record_key from sold where name = :name' },
      order: ORDER,
    },
    stock: {
      places: { sql: 'select distinct place as id, place as name from levels' },
      facts: { sql: 'select sku as item, place, on_hand from levels' },
    },
    levels: {
      locations: { sql: 'select distinct place as id, place as name from levels' },
      items: {
        sql: 'select sku as stock_item, sku, place as location, cast(on_hand as decimal(18, 0)) as available from levels',
      },
      set: {
        sql: `update levels set on_hand = :available where sku = :stock_item and place = :location
          and (cast(:expected as decimal(18, 4)) is null or on_hand = cast(:expected as decimal(18, 4)))`,
      },
      one: { sql: 'select sku from levels where sku = :stock_item and place = :location' },
    },
    ...changes,
  })
}
