/** The database of a system that somebody wrote for one company: documents in one pair of tables, orders and stock beside them. */
export function sqlSchema(dialect: 'postgres' | 'mariadb'): readonly string[] {
  const id =
    dialect === 'postgres' ? 'bigint generated always as identity primary key' : 'bigint auto_increment primary key'
  const stamp = dialect === 'postgres' ? 'timestamptz' : 'datetime(6)'
  const tail = dialect === 'postgres' ? '' : ' engine = InnoDB character set utf8mb4'
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
