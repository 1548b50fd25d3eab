/** One field of a DocType, as far as the server's behaviour depends on it. */
export interface Field {
  readonly fieldname: string
  readonly fieldtype: string
  /** Target of a Link, DocType of a Table, choices of a Select (one a line). */
  readonly options?: string
  readonly label?: string
  readonly reqd?: 1
  readonly read_only?: 1
  readonly unique?: 1
  readonly default?: string
  readonly mandatory_depends_on?: string
  readonly depends_on?: string
  readonly fetch_from?: string
  readonly fetch_if_empty?: 1
  readonly no_copy?: 1
  readonly allow_on_submit?: 1
  readonly set_only_once?: 1
  readonly search_index?: 1
  readonly hidden?: 1
  readonly is_virtual?: 1
  readonly length?: number
  readonly precision?: string
  readonly non_negative?: 1
  /** Added by a Custom Field of this site. */
  readonly custom?: 1
}

export interface Meta {
  readonly name: string
  readonly app: 'erpnext' | 'frappe'
  readonly istable: boolean
  readonly issingle: boolean
  readonly submittable: boolean
  /** Naming rule: `field:item_code`, `naming_series:`, `hash`, `Prompt`, `format:…`. */
  readonly autoname: string
  readonly titleField: string | null
  readonly fields: readonly Field[]
  /** By `fieldname`. */
  readonly byName: ReadonlyMap<string, Field>
  /** Child table fields. */
  readonly tables: readonly Field[]
}
