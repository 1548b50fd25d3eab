/** The database of a system that somebody wrote for one company: documents in one pair of tables, orders and stock beside them. */
export function sqlSchema(dialect: 'postgres' | 'mariadb'): readonly string[] {
  const { id, stamp, tail } = wordsOf(dialect)
  return [
    `create table items (code varchar(80) primary key)${tail}`,
    `create table customers (id ${id}, name varchar(200) not null)${tail}`,
    `create table customer_keys (name varchar(200) primary key, customer bigint not null references customers (id))${tail}`,
    `create table documents (
      id ${id}, kind varchar(20) not null, ref varchar(150) not null, customer bigint references customers (id),
      currency char(3) not null, booked_on date not null, follows bigint references documents (id),
      total decimal(18, 4) not null, tax decimal(18, 4) not null, voided boolean not null default false, unique (kind, ref))${tail}`,
    `create table document_lines (
      id ${id}, document bigint not null references documents (id), our_row varchar(80) not null,
      item varchar(80) references items (code), account varchar(80), quantity decimal(18, 6), amount decimal(18, 4) not null)${tail}`,
    `create table sold (
      no bigint primary key, name varchar(40) not null unique, placed ${stamp} not null, changed ${stamp} not null, closed ${stamp},
      currency char(3) not null, buyer bigint, email varchar(200), total decimal(18, 2) not null, vat decimal(18, 2) not null)${tail}`,
    `create table sold_positions (
      no bigint not null references sold (no), pos int not null, sku varchar(80), qty int not null,
      price decimal(18, 2) not null, vat decimal(18, 2) not null, primary key (no, pos))${tail}`,
    `create table levels (sku varchar(80), place varchar(20), on_hand decimal(18, 4), primary key (sku, place))${tail}`,
  ]
}

/** Its further records: articles, prices, deliveries and customers. */
export function sqlMasterSchema(dialect: 'postgres' | 'mariadb'): readonly string[] {
  const { id, stamp, tail } = wordsOf(dialect)
  const digits = dialect === 'postgres' ? '~' : 'regexp'
  return [
    `create table articles (
      code varchar(80) primary key, name varchar(200) not null, body varchar(2000), ean varchar(20) check (ean ${digits} '^[0-9]{8,14}$'),
      cost varchar(20), discontinued boolean not null default false, ref varchar(150) unique,
      created ${stamp} not null, changed ${stamp} not null)${tail}`,
    `create table article_forms (
      code varchar(80) primary key, article varchar(80) not null references articles (code), colour varchar(40) not null,
      size varchar(40) not null, ean varchar(20))${tail}`,
    `create table price_lists (id varchar(20) primary key, name varchar(40) not null, currency char(3) not null)${tail}`,
    `insert into price_lists values ('RETAIL', 'Retail', 'EUR'), ('TRADE', 'Trade', 'EUR')`,
    `create table prices (
      id ${id}, list varchar(20) not null references price_lists (id), item varchar(80) not null,
      amount decimal(18, 4) not null check (amount >= 0), valid_from date, changed ${stamp} not null)${tail}`,
    `create table goods_out (
      no varchar(40) primary key, sent ${stamp} not null, changed ${stamp} not null, voided boolean not null default false,
      carrier varchar(40), track varchar(80))${tail}`,
    `create table goods_out_lines (
      id varchar(60) primary key, delivery varchar(40) not null references goods_out (no), item varchar(80) not null,
      quantity decimal(18, 4) not null, place varchar(20), order_no varchar(40), order_row varchar(60))${tail}`,
    `create table people (
      no varchar(180) primary key, kind char(1) not null, name varchar(200) not null, mail varchar(200), phone varchar(40),
      vat varchar(40), terms varchar(40), ref varchar(150) unique, street varchar(200), town varchar(80), land char(2),
      changed ${stamp} not null)${tail}`,
  ]
}

function wordsOf(dialect: 'postgres' | 'mariadb') {
  const id =
    dialect === 'postgres' ? 'bigint generated always as identity primary key' : 'bigint auto_increment primary key'
  const stamp = dialect === 'postgres' ? 'timestamptz' : 'datetime(6)'
  const tail = dialect === 'postgres' ? '' : ' engine = InnoDB character set utf8mb4'
  return { id, stamp, tail }
}
