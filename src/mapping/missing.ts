/** A value that the mapping does not know. */
export interface MissingMapping {
  readonly code: MissingCode
  readonly table: 'taxes' | 'payments' | 'shipping' | 'locations' | 'items' | 'ledgers' | 'roles'
  /** The value as stable text, e.g. `tax:SE:25`; the same value in other orders has the same text. */
  readonly subject: string
  /** For a shop owner. */
  readonly message: string
  /** How to map it, with a line to put into the mappings. */
  readonly remedy: string
}

type MissingCode =
  | 'TAX_NOT_MAPPED'
  | 'PAYMENT_NOT_MAPPED'
  | 'SHIPPING_NOT_MAPPED'
  | 'LOCATION_NOT_MAPPED'
  | 'ITEM_NOT_MAPPED'
  | 'ROLE_NOT_MAPPED'
  | 'LEDGER_NOT_MAPPED'
  | 'SKU_AMBIGUOUS'

/** Either the value in the target's terms or what is missing to get there. */
export type Resolved<T> = { readonly value: T } | { readonly missing: MissingMapping }

/** A document in the target's terms, or every value that is missing to get there, each once. */
export type Resolution<Mapped> =
  | { readonly ok: true; readonly document: Mapped }
  | { readonly ok: false; readonly missing: readonly [MissingMapping, ...MissingMapping[]] }

/** The document, if nothing is missing. */
export function allOrMissing<Mapped>(missing: readonly MissingMapping[], document: () => Mapped): Resolution<Mapped> {
  const [first, ...others] = distinctMissing(missing)
  return first === undefined ? { ok: true, document: document() } : { ok: false, missing: [first, ...others] }
}

/** What these lack. */
export const missingIn = (parts: readonly ({ readonly missing: Missing } | object)[]): MissingMapping[] =>
  parts.flatMap((part) => ('missing' in part ? part.missing : []))

type Missing = MissingMapping | readonly MissingMapping[]

/** A line of the mappings file. Texts are quoted where YAML would read them as something else. */
export const yamlLine = (table: string, entry: Readonly<Record<string, string | boolean>>): string =>
  `${table}: [{ ${Object.entries(entry)
    .map(([key, value]) => `${key}: ${typeof value === 'boolean' || key === 'rate' ? value : yamlText(value)}`)
    .join(', ')} }]`

const YAML_WORDS = /^(true|false|null|yes|no|on|off)$/i

const yamlText = (value: string): string =>
  /^[A-Za-z][A-Za-z0-9_-]*$/.test(value) && !YAML_WORDS.test(value) ? value : JSON.stringify(value)

/** Each value once, however many rows it stands in. */
export const distinctMissing = (missing: readonly MissingMapping[]): MissingMapping[] => [
  ...new Map(missing.map((one) => [`${one.code} ${one.subject}`, one])).values(),
]
