import type { ApiMappings } from '#api/integrations'
import type { PreflightValue } from '#api/preflight'

/** What a person chose, by the subject of the value; `''` = nothing yet. */
export type Chosen = Readonly<Record<string, string>>

/** Stands for "book nothing", which only a tax of zero may. */
export const NOTHING = '(nothing)'

/** The list of the target's codes that fits each table. */
export const LISTS = {
  taxes: 'tax-accounts',
  payments: 'payment-modes',
  locations: 'warehouses',
  ledgers: 'accounts',
} as const

const CODES = {
  taxes: 'account',
  payments: 'mode',
  shipping: 'item',
  locations: 'warehouse',
  items: 'item',
  ledgers: 'account',
} as const

/** The tables with an entry for each value that somebody chose a code for. Nothing else changes. */
export function withChosen(
  mappings: ApiMappings,
  values: readonly Pick<PreflightValue, 'subject' | 'entry'>[],
  chosen: Chosen,
): ApiMappings {
  return values.reduce((tables, { subject, entry }) => {
    const code = (chosen[subject] ?? '').trim()
    if (entry === null || code === '') return tables
    const { table, values: conditions } = entry
    if (table === 'roles')
      return { ...tables, roles: { ...tables.roles, [String(conditions['role'])]: { item: code } } }
    if (!isTable(table)) return tables
    const made = { ...conditions, [CODES[table]]: code === NOTHING ? null : code }
    return { ...tables, [table]: [...tables[table], made] }
  }, mappings)
}

const isTable = (table: string): table is keyof typeof CODES => table in CODES
