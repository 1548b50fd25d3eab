import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Version } from '#sandboxes/odoo/orm/fields'

export type Values = Readonly<Record<string, unknown>>

/** Where a request names a record: JSON pointers into its body. */
export interface Refs {
  readonly [name: string]: { readonly model: string; readonly id: number; readonly at: readonly string[] }
}

/** One request to a real server and its whole answer. */
export interface Exchange {
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: unknown
  }
  readonly response: { readonly status: number; readonly body: unknown }
  readonly refs?: Refs
}

/** A write that was made before an exchange and is not one itself. */
export interface Setup {
  readonly model?: string
  readonly method?: string
  readonly ids?: readonly number[]
  readonly kwargs?: Values
  readonly result?: unknown
}

export interface Capture extends Exchange {
  readonly number: number
  readonly name: string
  readonly given: { readonly setup?: readonly Setup[]; readonly refs?: Refs }
  /** Reads of the state after. */
  readonly then?: readonly Exchange[]
}

const FOLDER = new URL('../../../shared/captures/odoo/', import.meta.url)

/** Whether the exchanges are at hand; they are reference material beside the repository. */
export const hasCaptures = existsSync(FOLDER)

/** In which order the numbers ran. */
const PHASES = [
  [50, 67],
  [90, 121],
  [150, 199],
  [1, 49],
  [68, 89],
  [122, 128],
  [200, 813],
  [816, 881],
  [814, 815],
] as const

/** What one caller in one process cannot play again. */
const NOT_PLAYED = new Map([
  [50, 'a server before its chart of accounts is loaded'],
  [375, 'another client writes without pause'],
  [376, 'another client holds a lock'],
  [438, 'an order of three hundred lines: the sums of orders have a test of their own, and this takes a second'],
  [488, 'an order of three hundred lines'],
])

/** The exchanges of one version, by one protocol, in the order in which they ran. */
export function readCaptures(version: Version, protocol: 'rpc' | 'json2'): Capture[] {
  const all = readdirSync(FOLDER)
    .filter((file) => file.startsWith(`${version}-`) && file.endsWith('-json2.json') === (protocol === 'json2'))
    .map((file) => ({
      ...(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Omit<Capture, 'number'>),
      number: Number(file.split('-')[1]),
    }))
    .toSorted((one, other) => one.number - other.number)
  return PHASES.flatMap(([from, to]) =>
    all.filter(({ number }) => number >= from && number <= to && !NOT_PLAYED.has(number)),
  )
}

const GROUPS = [
  [1, 'protocol'],
  [50, 'company and taxes'],
  [68, 'protocol'],
  [90, 'accounts, products, price lists'],
  [122, 'protocol'],
  [150, 'stock places and partners'],
  [200, 'reading and writing'],
  [290, 'times'],
  [320, 'rights and companies'],
  [345, 'custom fields and load'],
  [400, 'order totals'],
  [520, 'orders'],
  [600, 'invoices'],
  [660, 'invoice totals'],
  [700, 'credit notes'],
  [735, 'lock dates'],
  [755, 'payments'],
  [800, 'entries'],
  [820, 'deliveries'],
  [850, 'returns'],
  [870, 'changes'],
] as const

/** What an exchange is about. */
export const groupOf = ({ number }: Capture): string => GROUPS.findLast(([from]) => number >= from)?.[1] ?? ''

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
