import type { Context } from './context.ts'

/** The kinds of record that deliveries tell of. */
export type RecordKind = 'order' | 'payout' | 'stock' | 'product' | 'price' | 'account' | 'shipment'

/** What a delivery says: a hint that something changed. */
export type WebhookEvent =
  | {
      readonly kind: 'record-changed'
      readonly record: RecordKind
      readonly key: string
      readonly name: string | null
      /** The record's stamp in the payload, `null` when it has none. */
      readonly updatedAt: string | null
      readonly createdAt: string | null
      /** The payload is a whole record and may stand in for a read. */
      readonly wholeRecord: boolean
      /** Of a store's `stock`: what it offers now, where the payload tells. An echo of our own write is known by it. */
      readonly level?: { readonly location: string; readonly available: number }
    }
  | { readonly kind: 'record-deleted'; readonly record: RecordKind; readonly key: string }
  | { readonly kind: 'disconnected' }
  | {
      readonly kind: 'privacy'
      readonly request: 'customer-data' | 'customer-redact' | 'shop-redact'
      /** The store's id of the person, `null` for the whole shop. */
      readonly subject: string | null
      readonly email: string | null
      /** The orders that it is about; a whole shop names none. */
      readonly recordKeys: readonly string[]
    }
  /** Known but of no interest; stored and answered, nothing follows. */
  | { readonly kind: 'ignored' }

/** How a vendor signs. One verifier serves all (`verifySignature`). */
export interface SignatureRule {
  readonly scheme: 'hmac'
  readonly digest: 'sha1' | 'sha256' | 'sha512'
  /** Header names, lower case; the first that is present counts. */
  readonly headers: readonly string[]
  readonly encoding: 'base64' | 'hex'
  /** What stands before the signature in its header, e.g. `sha256=`; a header without it is refused. Absent = nothing. */
  readonly prefix?: string
  /**
   * The header is `t=<Unix seconds>,v1=<signature>[,v1=<signature>…]`, and what is signed is `<t>.<body>`. One that is older, or
   * further ahead, than this is refused: somebody may have kept it. Absent = the header is the signature of the body.
   */
  readonly timestamped?: { readonly toleranceSeconds: number }
  /**
   * For a vendor that signs parts of the body and states the signatures in it: what was signed, with its signature. Every one must be
   * right; none at all is no signature. Must not throw, whatever the body is: `[]`. Then `headers` is empty.
   */
  readonly inBody?: (body: string) => readonly SignedPart[]
  /** How a secret spells the key. Default `text`: its own bytes. */
  readonly key?: 'text' | 'hex'
}

export interface SignedPart {
  readonly signed: string
  readonly signature: string
}

/** What a vendor sends in the header `Authorization` of its deliveries, where it can be told to. */
export interface Login {
  readonly username: string
  readonly password: string
}

/** What identifies a delivery. */
export interface DeliveryHead {
  readonly topic: string
  /** Equal for copies of one event; the second copy is answered and dropped. */
  readonly dedupeKey: string
  /** The account that the delivery claims to come from, to be compared with the connection; `null` = not stated. */
  readonly account: string | null
  /** When what it tells of happened, ISO 8601, by the vendor's clock; absent = not stated. Vendors do not sign it. */
  readonly happenedAt?: string
}

export interface SubscriptionFinding {
  readonly topic: string
  readonly state: 'present' | 'created' | 'repaired' | 'failed'
  readonly message?: string
}

export interface Webhooks<S> {
  readonly signature: SignatureRule
  /** The secrets that may have signed, newest first (two during a rotation). Empty = nothing can be verified: refuse all. */
  secrets(settings: S): readonly string[]
  /** Basic credentials that a delivery must bring beside its signature. Absent or `null` = none. */
  login?(settings: S): Login | null
  /** What the vendor wants to read when a delivery was taken, as plain text. Absent = it only looks at the status. */
  readonly accepted?: string
  /**
   * From the headers alone, or from the verified body where the vendor states it there. `null` when something that is required is
   * missing: the request is refused.
   */
  head(headers: Readonly<Record<string, string>>, body?: string): DeliveryHead | null
  /** Whether `head.account` is this connection's account. */
  isOwn(settings: S, head: DeliveryHead): boolean
  /** @throws when the body is not what the topic promises: the delivery is refused and nothing is stored. */
  parse(topic: string, body: unknown): WebhookEvent
  /** Creates what is missing, mends what points elsewhere; called at set-up and daily. */
  subscribe(context: Context<S>, options: { readonly url: string }): Promise<readonly SubscriptionFinding[]>
}
