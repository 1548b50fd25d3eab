import type { Meta } from './meta.ts'

/** 0 draft, 1 submitted, 2 cancelled. Only 0→0, 0→1, 1→1 and 1→2 are allowed. */
export type DocStatus = 0 | 1 | 2

/** Numbers are JavaScript numbers here, because the real server computes with floats and shows their noise. */
export interface Doc {
  doctype: string
  name: string
  docstatus: DocStatus
  [field: string]: unknown
}

/** A row of a child table: a document without a life of its own. */
export type Row = Doc

/** Where a document is in its life while a hook runs. */
export interface Life {
  /** Not stored yet: the request that inserts it is running. */
  readonly isNew: boolean
  /** As stored before this request, `null` for a new one. Never change it. */
  readonly before: Readonly<Doc> | null
  readonly action: 'save' | 'submit' | 'updateAfterSubmit' | 'cancel'
}

type Hook = (doc: Doc, site: Site, life: Life) => void

/**
 * What a DocType does beyond storing its fields. Hooks run in the order of the real framework:
 * insert/save: beforeInsert (new only) → autoname (new only) → validate → beforeSave (drafts) | beforeSubmit → mandatory and link
 * checks → stored → afterInsert (new only) → onUpdate → onSubmit. Hence `beforeSave` does not run when a document is
 * inserted with `docstatus` 1. After submit: beforeUpdateAfterSubmit → stored → onUpdateAfterSubmit. Cancel: beforeCancel → stored → onCancel.
 * Changes made to `doc` after it is stored show in the answer but are not kept; use `site.setValue` for both.
 */
export interface DocController {
  /** Returns the name; absent or `undefined` = by the DocType's own naming rule. */
  autoname?(doc: Doc, site: Site): string | undefined
  beforeInsert?: Hook
  /** Defaults, totals, checks; throws `FrappeError`. Runs on insert, save and submit. */
  validate?: Hook
  beforeSave?: Hook
  beforeSubmit?: Hook
  afterInsert?: Hook
  onUpdate?: Hook
  onSubmit?: Hook
  beforeUpdateAfterSubmit?: Hook
  onUpdateAfterSubmit?: Hook
  beforeCancel?: Hook
  onCancel?: Hook
  /** Before a document is deleted. */
  onTrash?: Hook
  afterDelete?: Hook
  /** Before a document is renamed or, with `merge`, becomes a part of another one. */
  beforeRename?(doc: Doc, to: string, merge: boolean, site: Site): void
  /** After that; `to` is the name it has now. */
  afterRename?(to: string, site: Site): void
  /** Adds what is computed on reading, e.g. `__onload`. */
  onload?(doc: Doc, site: Site): void
  /** Whitelisted methods of the document (`run_method`). */
  methods?: Readonly<Record<string, (doc: Doc, args: Readonly<Record<string, unknown>>, site: Site) => unknown>>
}

export type Controllers = Readonly<Record<string, DocController>>

/** A whitelisted function under `/api/method/{dotted.path}`. */
export interface ApiMethod {
  /** Arguments without a default; a missing one is a TypeError (500). */
  readonly required?: readonly string[]
  readonly allowGuest?: boolean
  /** HTTP methods, default all. */
  readonly verbs?: readonly string[]
  run(args: Readonly<Record<string, unknown>>, site: Site): unknown
}

export type ApiMethods = Readonly<Record<string, ApiMethod>>

export interface Message {
  readonly message: string
  /** Default `Message`. */
  readonly title?: string
  readonly indicator?: string
  readonly alert?: boolean
  readonly asTable?: boolean
  /** Set by the frame for messages of errors. */
  readonly raiseException?: boolean
  /** A button that the vendor's own forms show under the message. */
  readonly primaryAction?: Readonly<Record<string, unknown>>
}

export interface SaveOptions {
  readonly ignorePermissions?: boolean
  readonly ignoreMandatory?: boolean
  readonly ignoreLinks?: boolean
  /** Name as given, without the naming rule. */
  readonly setName?: string
}

/**
 * One site. Everything a request does is one transaction: an error rolls all of it back.
 * Names and indexed values compare as the database does: without regard to case and to spaces at the end.
 */
export interface Site {
  readonly version: 15 | 16
  /** Who makes the current request. */
  readonly user: string
  /** Site time `2026-11-21 02:28:16.302340`; each call is at least one microsecond later than the one before. */
  now(): string
  /** `2026-11-21` in the site's time zone. */
  today(): string
  meta(doctype: string): Meta

  exists(doctype: string, name: unknown): boolean
  /** The stored document itself, for reading only. Child rows are found under their own doctype, too. */
  read(doctype: string, name: unknown): Readonly<Doc> | null
  /** A copy to change; throws DoesNotExistError (404). */
  get(doctype: string, name: unknown): Doc
  /** One stored field, `null` when the document does not exist. */
  value(doctype: string, name: unknown, field: string): unknown
  /** All stored documents (or child rows) in the order they were inserted. */
  all(doctype: string): Iterable<Readonly<Doc>>
  /** Equality on one field, answered from an index. */
  findBy(doctype: string, field: string, value: unknown): readonly Readonly<Doc>[]
  /** A settings DocType, e.g. `Selling Settings`. */
  single(doctype: string): Readonly<Doc>

  /** A new unsaved document with the DocType's defaults. */
  create(doctype: string, values?: Readonly<Record<string, unknown>>): Doc
  /** Inserts (and submits, when `docstatus` is 1) with all hooks and checks; `doc` is completed in place and returned. */
  insert(doc: Doc, options?: SaveOptions): Doc
  /** Saves with all hooks and checks; the change of `docstatus` says whether it submits or cancels. */
  save(doc: Doc, options?: SaveOptions): Doc
  delete(doctype: string, name: string, options?: SaveOptions): void
  /** Writes fields straight to the store, without hooks and checks (db_set); moves `modified` unless told not to. Works on child rows. */
  setValue(
    doctype: string,
    name: string,
    values: Readonly<Record<string, unknown>>,
    options?: { readonly updateModified?: boolean },
  ): void
  /** Stores a document as it is, without hooks and checks (ledger rows); fills name and time stamps when they are missing. */
  insertRaw(doc: Doc): Doc
  removeRaw(doctype: string, name: string): void
  setSingle(doctype: string, values: Readonly<Record<string, unknown>>): void

  /** Next number of a naming series prefix, e.g. `SAL-ORD-2026-`. */
  nextInSeries(prefix: string): number
  /** Expands `SAL-ORD-.YYYY.-.#####` and draws the number. */
  nameFromSeries(series: string, doc: Readonly<Doc>): string
  /** A ten-letter row name. */
  randomName(): string
  /** Adds to `_server_messages` of this request. */
  message(message: Message): void
  hasPermission(doctype: string, right: string, doc?: Readonly<Doc>): boolean
  /** Throws PermissionError (403) with the framework's messages. */
  checkPermission(doctype: string, right: string, doc?: Readonly<Doc>): void
}
