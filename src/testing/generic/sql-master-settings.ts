/** How the own records of the schema of `sandboxes/old-system` are read and written, as a person would describe it. */
export const sqlMasterSettings = (database: 'postgres' | 'mariadb') => ({
  products: productsSetting(database),
  prices: pricesSetting(),
  shipments: shipmentsSetting(),
  accounts: accountsSetting(),
})

const NOW = 'changed = current_timestamp(6)'

function productsSetting(database: 'postgres' | 'mariadb') {
  const object = database === 'postgres' ? 'json_build_object' : 'json_object'
  const rows = `select a.code as product, coalesce(f.code, a.code) as id, coalesce(f.code, a.code) as sku, a.name as title,
    a.body as description, case when a.discontinued then 'archived' else 'active' end as status,
    case when f.code is null then a.ean else f.ean end as barcode, a.cost, a.ref as reference,
    case when f.code is null then null else ${object}('Colour', f.colour, 'Size', f.size) end as option_values,
    a.changed as updated_at, a.created as created_at
    from articles a left join article_forms f on f.article = a.code`
  const field = (column: string, name: string) => ({
    sql: `update articles set ${column} = :value, ${NOW} where code = :external_id`,
    parameters: { value: `item.${name}` },
    for: `changes[$exists(${name})]`,
    affects: 1,
  })
  return {
    changes: {
      sql: `select code as record_key, name, changed as updated_at, created as created_at from articles
        where changed >= :since and changed < :until`,
    },
    all: { sql: rows },
    one: {
      sql: `${rows} where a.code = :key or a.code in (select article from article_forms where code = :key) order by 2`,
    },
    bySku: {
      sql: `select code as record_key from articles where code = :sku
        union select article from article_forms where code = :sku`,
    },
    write: {
      fields: { product: ['title', 'description'], variant: ['barcode', 'cost', 'reference'] },
      find: { sql: 'select code as id, ref as reference from articles where ref = :reference' },
      create: [
        {
          sql: `insert into articles (code, name, body, ean, ref, created, changed)
            values (:code, :name, :body, :ean, :reference, current_timestamp(6), current_timestamp(6))`,
          parameters: {
            code: 'variant.sku',
            name: 'product.title',
            body: 'product.description',
            ean: 'variant.barcode',
          },
        },
      ],
      update: [
        field('name', 'title'),
        field('body', 'description'),
        field('ean', 'barcode'),
        field('cost', 'cost'),
        field('ref', 'reference'),
      ],
    },
  }
}

const pricesSetting = () => ({
  lists: { sql: 'select id, name, currency from price_lists order by id' },
  prices: {
    sql: `select p.id, p.list, p.item, p.amount, l.currency, p.valid_from, p.changed as updated_at
      from prices p join price_lists l on l.id = p.list where cast(:item_id as char(80)) is null or p.item = :item_id`,
  },
  changes: {
    sql: `select item as record_key, max(changed) as updated_at from prices
      where changed >= :since and changed < :until group by item`,
  },
  write: {
    set: [
      {
        sql: 'select cast(:item_id as char(80)) as item where not exists (select 1 from articles where code = :item_id)',
        refuse: { code: 'ITEM_UNKNOWN', message: 'There is no article {{ $trim(row.item) }}.' },
      },
      { sql: 'delete from prices where list = :list and item = :item_id and valid_from is null' },
      {
        sql: `insert into prices (list, item, amount, changed) values (:list, :item_id, :amount, current_timestamp(6))`,
      },
    ],
    remove: [{ sql: 'delete from prices where list = :list and item = :item_id' }],
  },
})

const shipmentsSetting = () => ({
  changes: {
    sql: `select no as record_key, no as name, changed as updated_at, sent as created_at from goods_out
      where changed >= :since and changed < :until`,
  },
  head: {
    sql: `select no as id, sent as shipped_at, changed as updated_at, carrier, track as tracking_number,
      case when voided then 'cancelled' else 'issued' end as state from goods_out where no = :key`,
  },
  lines: {
    sql: `select id, item, quantity, place, order_no as order_id, order_row as order_row_id
      from goods_out_lines where delivery = :key order by id`,
  },
})

const accountsSetting = () => {
  const field = (column: string, name: string) => ({
    sql: `update people set ${column} = :value, ${NOW} where no = :external_id`,
    parameters: { value: `item.${name}` },
    for: `changes[$exists(${name})]`,
    affects: 1,
  })
  return {
    changes: {
      sql: `select no as record_key, name, changed as updated_at from people
        where changed >= :since and changed < :until`,
    },
    head: {
      sql: `select no as id, case when kind = 'C' then 'company' else 'person' end as kind, name, mail as email, phone,
        vat as vat_number, terms as payment_terms, changed as updated_at from people where no = :key`,
    },
    addresses: {
      sql: `select 'A1' as id, street as line1, town as city, land as country_code from people
        where no = :key and street is not null`,
    },
    find: {
      sql: `select no as id, ref as reference from people
        where ref = :reference or mail = :email or (kind = 'C' and vat = :vat_number) or (kind = 'C' and no = :number)`,
    },
    write: {
      fields: ['name', 'email', 'phone', 'vatNumber', 'paymentTerms'],
      create: [
        {
          sql: `insert into people (no, kind, name, mail, vat, ref, changed)
            values (:no, :kind, :name, :mail, :vat, :reference, current_timestamp(6))`,
          parameters: {
            no: '"N-" & reference',
            kind: 'account.kind = "company" ? "C" : "P"',
            name: 'account.name',
            mail: 'account.email',
            vat: 'account.vatNumber',
          },
        },
      ],
      update: [
        field('name', 'name'),
        field('mail', 'email'),
        field('phone', 'phone'),
        field('vat', 'vatNumber'),
        field('terms', 'paymentTerms'),
      ],
    },
  }
}
