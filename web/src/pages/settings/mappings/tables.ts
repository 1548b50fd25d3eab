import type { ApiMappings } from '#api/integrations'

export const TABLES = ['taxes', 'payments', 'shipping', 'locations', 'items', 'ledgers', 'roles'] as const
export type TableName = (typeof TABLES)[number]

/** An entry as the cells of its row; `''` = nothing is said. */
export type Cells = Readonly<Record<string, string>>
export type Draft = Readonly<Record<TableName, readonly Cells[]>>

/** What stands in the columns of each table, in the order in which a spreadsheet gives them too. */
export const COLUMNS = {
  taxes: ['country', 'rate', 'account', 'title', 'included', 'channelLiable', 'template'],
  payments: ['gateway', 'mode', 'account'],
  shipping: ['method', 'item', 'account'],
  locations: ['location', 'warehouse'],
  items: ['sku', 'variant', 'title', 'item', 'components'],
  ledgers: ['category', 'account'],
  roles: ['role', 'item', 'account'],
} as const satisfies Record<TableName, readonly string[]>

/** The lists of the target that the codes of a column are chosen from. */
export const CHOICES = {
  'taxes.account': 'tax-accounts',
  'taxes.template': 'tax-templates',
  'payments.mode': 'payment-modes',
  'payments.account': 'accounts',
  'shipping.item': 'items',
  'shipping.account': 'accounts',
  'locations.warehouse': 'warehouses',
  'items.item': 'items',
  'ledgers.account': 'accounts',
  'roles.item': 'items',
  'roles.account': 'accounts',
} as const
type ChoiceColumn = keyof typeof CHOICES
export const isChoiceColumn = (name: string): name is ChoiceColumn => name in CHOICES

/** The column of a table that the store has a list for, where it tells of what it is set to. */
export const STORE_CHOICES = {
  taxes: ['rate', 'tax-rates'],
  payments: ['gateway', 'gateways'],
  shipping: ['method', 'delivery-methods'],
} as const satisfies Partial<Record<TableName, readonly [column: string, list: string]>>
export type ListName = (typeof CHOICES)[ChoiceColumn] | (typeof STORE_CHOICES)[keyof typeof STORE_CHOICES][1]
export const hasStoreChoices = (table: TableName): table is keyof typeof STORE_CHOICES => table in STORE_CHOICES

const FLAGS: ReadonlySet<string> = new Set(['included', 'channelLiable'])
export const isFlag = (name: string): boolean => FLAGS.has(name)
const YES = /^(true|yes|ja|1)$/i
const NO = /^(false|no|nej|0)$/i
/** What decides, and what it leads to: two rows with equal conditions contradict each other. */
const CODES: ReadonlySet<string> = new Set(['account', 'mode', 'item', 'components', 'warehouse', 'template'])

interface Component {
  readonly item: string
  readonly quantity?: string | number
  readonly share: string | number
}

export const draftOf = (mappings: ApiMappings): Draft => ({
  taxes: mappings.taxes.map(cellsOf),
  payments: mappings.payments.map(cellsOf),
  shipping: mappings.shipping.map(cellsOf),
  locations: mappings.locations.map(cellsOf),
  items: mappings.items.map(cellsOf),
  ledgers: mappings.ledgers.map(cellsOf),
  roles: Object.entries(mappings.roles).map(([role, entry]) => ({ role, ...cellsOf(entry as object) })),
})

const cellsOf = (entry: object): Cells =>
  Object.fromEntries(
    Object.entries(entry).flatMap(([name, value]): [string, string][] => {
      if (value === null || value === undefined || (name === 'channelLiable' && value === false)) return []
      return [[name, name === 'components' ? componentsText(value as readonly Component[]) : String(value)]]
    }),
  )

/** `MUG*2=60, TEA=40`: item, pieces in one bundle, share of its price. */
const componentsText = (parts: readonly Component[]): string =>
  parts
    .map(({ item, quantity = '1', share }) => `${item}${String(quantity) === '1' ? '' : `*${quantity}`}=${share}`)
    .join(', ')

/** Tables as they are sent: those that differ from what is stored. */
export function changedTables(before: Draft, after: Draft): Partial<ApiMappings> {
  const changed = TABLES.filter((table) => JSON.stringify(before[table]) !== JSON.stringify(after[table]))
  return Object.fromEntries(
    changed.map((table) => [
      table,
      table === 'roles'
        ? Object.fromEntries(after.roles.map(({ role = '', ...cells }) => [role, entryOf(cells)]))
        : after[table].map((cells) => (table === 'taxes' ? { account: null, ...entryOf(cells) } : entryOf(cells))),
    ]),
  )
}

const entryOf = (cells: Cells): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(cells)
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => [name, sent(name, value.trim())]),
  )

function sent(name: string, value: string): unknown {
  // What is neither is left for the server to name.
  if (isFlag(name)) return YES.test(value) || (NO.test(value) ? false : value)
  if (name !== 'components') return value
  return value.split(',').map((part) => {
    const [named = '', share = ''] = part.split('=')
    const [item = '', quantity = '1'] = named.split('*')
    return { item: item.trim(), quantity: quantity.trim(), share: share.trim() }
  })
}

/** What a row applies to, in words. */
export const conditionOf = (cells: Cells): string =>
  Object.entries(cells)
    .filter(([name, value]) => !CODES.has(name) && value !== '')
    .map(([, value]) => value.trim().toLowerCase())
    .join(' · ')

const codeOf = (cells: Cells): string =>
  Object.entries(cells)
    .filter(([name, value]) => CODES.has(name) && value !== '')
    .map(([, value]) => value)
    .join(', ')

export interface Change {
  readonly table: TableName
  readonly what: string
  /** `null` = it is new. */
  readonly before: string | null
  /** `null` = it is taken out. */
  readonly after: string | null
}

/** What saving would change, row by row. */
export const changesOf = (before: Draft, after: Draft): Change[] =>
  TABLES.flatMap((table) => {
    const was = new Map(before[table].map((cells) => [conditionOf(cells), codeOf(cells)]))
    const is = new Map(after[table].map((cells) => [conditionOf(cells), codeOf(cells)]))
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((what) => {
      const change = { table, what, before: was.get(what) ?? null, after: is.get(what) ?? null }
      return change.before === change.after ? [] : [change]
    })
  })

export interface Pasted {
  readonly rows: readonly Cells[]
  /** Rows of the text, from 1, with what is wrong with them. */
  readonly problems: readonly { readonly line: number; readonly problem: 'columns' | 'condition' | 'code' | 'twice' }[]
}

/** Rows of a spreadsheet: columns by tabs, in the order of the table; a first row of our column names is understood as such. */
export function pasted(table: TableName, text: string): Pasted {
  const known: readonly string[] = COLUMNS[table]
  const lines = text.split(/\r?\n/).map((line) => line.split('\t').map((cell) => cell.trim()))
  const [first = []] = lines
  const hasNames = first.length > 1 && first.every((cell) => known.includes(cell))
  const names = hasNames ? first : known
  const rows: Cells[] = []
  const problems: Pasted['problems'][number][] = []
  const seen = new Set<string>()
  for (const [index, values] of lines.entries()) {
    if ((hasNames && index === 0) || values.every((value) => value === '')) continue
    const filled = values
      .map((value, at): [string, string] => [names[at] ?? '', value])
      .filter(([, value]) => value !== '')
    const cells = Object.fromEntries(filled)
    const problem = values.length > names.length ? 'columns' : problemOf(table, cells, seen)
    if (problem !== null) problems.push({ line: index + 1, problem })
    else rows.push(cells)
    seen.add(conditionOf(cells))
  }
  return { rows, problems }
}

function problemOf(table: TableName, cells: Cells, seen: ReadonlySet<string>): 'condition' | 'code' | 'twice' | null {
  if (conditionOf(cells) === '') return 'condition'
  if (table !== 'taxes' && codeOf(cells) === '') return 'code'
  return seen.has(conditionOf(cells)) ? 'twice' : null
}

/** The rows with others put in: what has the same conditions is replaced. */
export function merged(rows: readonly Cells[], added: readonly Cells[]): readonly Cells[] {
  const news = new Map(added.map((cells) => [conditionOf(cells), cells]))
  const kept = rows.map((cells) => {
    const replacement = news.get(conditionOf(cells))
    news.delete(conditionOf(cells))
    return replacement ?? cells
  })
  return [...kept, ...news.values()]
}

export const matches = (cells: Cells, search: string): boolean => {
  const wanted = search.trim().toLowerCase()
  return wanted === '' || Object.values(cells).some((value) => value.toLowerCase().includes(wanted))
}
