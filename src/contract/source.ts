import type { Context } from './context.ts'

/** A record that changed, found by reading. */
export interface Change {
  /** The record's `externalId`. */
  readonly key: string
  /** What people call it, when the list tells. */
  readonly name: string | null
  /** UTC, ISO 8601, the vendor's own stamp. */
  readonly updatedAt: string
  /** UTC, ISO 8601: when the record came into being; decides on the go-live date and on counts per day. */
  readonly createdAt: string | null
}

/** The newest payload that a webhook brought of a record. */
export interface Snapshot {
  readonly topic: string
  readonly body: unknown
  readonly updatedAt: string
  /**
   * Whether nothing else is known of the record with the same stamp. Stamps count seconds at some vendors: of two payloads of one
   * second nobody knows which is newer. Absent = unknown: then the connector must make sure that the payload is still true.
   */
  readonly sole?: boolean
}

/** A kind of record that a connector reads. `Parsed`: some read a payload by rules that take their time. */
export interface Source<S, R, Parsed extends R | Promise<R> = R> {
  /**
   * Everything that changed in `[since, until)` by the vendor's stamp, archived and closed records too, in pages, oldest first.
   * Both are UTC instants. A record that changes while pages are read may appear twice, never not at all.
   */
  changes(context: Context<S>, range: { readonly since: Date; readonly until: Date }): AsyncIterable<readonly Change[]>
  /**
   * The whole record as it is now, or `null` when it is gone. All nested pages are read; part of a record is never returned.
   * `snapshot` is not older than anything known of the record: what it tells completely need not be read again.
   */
  get(context: Context<S>, key: string, snapshot?: Snapshot): Promise<R | null>
  /** The record from a payload alone, e.g. a file; what the payload does not tell is read as absent (no payments …). */
  parse(settings: S, payload: unknown): Parsed
  /** The key of a record by what people call it, e.g. `#1001`; `null` when there is none. */
  findByName(context: Context<S>, name: string): Promise<string | null>
  /**
   * What the vendor calls the field at a path of the record such as `order.lines[901].unitPrice.shop`, for people who look it up
   * there; `null` where no one field states it.
   */
  fieldName?(path: string): string | null
  /** How many records were created in `[since, until)`: the store's side of the ledger. */
  count?(context: Context<S>, range: { readonly since: Date; readonly until: Date }): Promise<number>
}
