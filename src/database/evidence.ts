import { compressText, decompressText } from '#lib/compressed'
import { newId } from '#lib/ids'
import type { Order } from '#model/order'
import type { Sql } from './pool.ts'

/** What a run decided on, kept with the documents that it wrote. */
export interface NewEvidence {
  readonly integrationId: string
  /** Of the integration: which rules and tables it went by. */
  readonly revision: number
  /** What decided: tells how to read `body`. */
  readonly kind: EvidenceKind
  /** JSON. */
  readonly body: string
}

/** `undo`: what was written is taken back. `payout`: without anything about persons from the beginning, since it is about many orders. */
export type EvidenceKind = 'order' | 'undo' | 'payout'

/** A document of the target with what it was decided on. */
export interface DocumentEvidence {
  readonly reference: string
  readonly externalId: string
  readonly kind: string
  readonly state: 'issued' | 'cancelled'
  /** As it was meant. */
  readonly document: unknown
  readonly rowIds: Readonly<Record<string, string>>
  readonly url: string | null
  readonly connectionId: string
  readonly transferId: string
  readonly recordKey: string
  readonly recordName: string | null
  readonly integrationId: string
  /** The connector of the store that it was read from. */
  readonly storeConnector: string
  readonly writtenAt: string
  readonly evidence: (NewEvidence & { readonly createdAt: string }) | null
  /** The evidence is gone: the record was erased, or is older than evidence is kept. */
  readonly forgotten: boolean
}

interface EvidenceOwner {
  readonly organizationId: string
  readonly transferId: string
}

/** Ready to be stored: with an id that links can point at. */
export type EvidenceRow = EvidenceOwner & NewEvidence & { readonly evidenceId: string }

export const evidenceRow = (owner: EvidenceOwner, evidence: NewEvidence): EvidenceRow => ({
  organizationId: owner.organizationId,
  transferId: owner.transferId,
  evidenceId: newId(),
  ...evidence,
})

/** Stores evidence. Call in the transaction that stores the links to it. */
export async function insertEvidence(sql: Sql, rows: readonly EvidenceRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql.query({
    name: 'insert-evidence',
    text: `insert into tillbridge.evidence (organization_id, evidence_id, transfer_id, integration_id, revision, kind, body)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::bytea[])`,
    values: [
      rows.map((row) => row.organizationId),
      rows.map((row) => row.evidenceId),
      rows.map((row) => row.transferId),
      rows.map((row) => row.integrationId),
      rows.map((row) => row.revision),
      rows.map((row) => row.kind),
      rows.map((row) => compressText(row.body)),
    ],
  })
}

type Found = Omit<DocumentEvidence, 'evidence' | 'forgotten'> & {
  readonly evidenceId: string | null
  readonly revision: number | null
  readonly evidenceKind: EvidenceKind | null
  readonly body: Buffer | null
  readonly createdAt: string
}

/** Documents with this reference of ours or this id of the target; several where targets number alike. */
export async function findDocuments(sql: Sql, organizationId: string, name: string): Promise<DocumentEvidence[]> {
  const result = await sql.query<Found>(
    `select l.reference, l.external_id as "externalId", l.kind, l.state, l.document, l.row_ids as "rowIds", l.url,
       l.connection_id as "connectionId", l.transfer_id as "transferId", t.record_key as "recordKey", t.record_name as "recordName",
       t.integration_id as "integrationId", c.connector as "storeConnector", l.created_at as "writtenAt", l.evidence_id as "evidenceId", e.revision, e.kind as "evidenceKind",
       e.body, e.created_at as "createdAt"
     from tillbridge.links l
     join tillbridge.transfers t on t.organization_id = l.organization_id and t.transfer_id = l.transfer_id
     join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
     join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
     left join tillbridge.evidence e on e.organization_id = l.organization_id and e.evidence_id = l.evidence_id
     where l.organization_id = $1 and (l.connection_id, l.reference) in (
       select connection_id, reference from tillbridge.links where organization_id = $1 and external_id = $2
       union all select connection_id, $2::text from tillbridge.connections where organization_id = $1)
     order by l.created_at, l.reference`,
    [organizationId, name],
  )
  return result.rows.map(fromRow)
}

function fromRow({ evidenceId, revision, evidenceKind, body, createdAt, ...document }: Found): DocumentEvidence {
  const isThere = body !== null && revision !== null && evidenceKind !== null
  const evidence = isThere
    ? { integrationId: document.integrationId, revision, kind: evidenceKind, body: decompressText(body), createdAt }
    : null
  return { ...document, evidence, forgotten: evidenceId !== null && evidence === null }
}

/**
 * Takes everything about persons out of the evidence of these transfers; the figures stay, so that a document can still be
 * explained. Call inside a transaction. Answers how many rows were changed.
 */
export async function eraseEvidence(sql: Sql, organizationId: string, transferIds: readonly string[]): Promise<number> {
  const { rows } = await sql.query<{ evidenceId: string; kind: string; body: Buffer }>(
    `select evidence_id as "evidenceId", kind, body from tillbridge.evidence
     where organization_id = $1 and transfer_id = any($2) and body is not null order by evidence_id for update`,
    [organizationId, transferIds],
  )
  await sql.query(
    `update tillbridge.evidence e set body = n.body from unnest($2::uuid[], $3::bytea[]) as n(evidence_id, body)
     where e.organization_id = $1 and e.evidence_id = n.evidence_id`,
    [organizationId, rows.map((row) => row.evidenceId), rows.map(erasedBody)],
  )
  return rows.length
}

function erasedBody({ kind, body }: { readonly kind: string; readonly body: Buffer }): Buffer | null {
  if (kind !== 'order') return body
  const content = JSON.parse(decompressText(body)) as { readonly order: Order }
  return compressText(JSON.stringify({ ...content, order: withoutPerson(content.order) }))
}

/** The order's figures, ids and instants, and the country that decides its taxes. Everything that somebody wrote is left out. */
export function withoutPerson(order: Order): Order {
  const place = (address: Order['shippingAddress']): Order['shippingAddress'] =>
    address === null ? null : { ...NOWHERE, countryCode: address.countryCode }
  return {
    ...order,
    customer: null,
    company: null,
    email: null,
    phone: null,
    billingAddress: place(order.billingAddress),
    shippingAddress: place(order.shippingAddress),
    purchaseOrderNumber: null,
    note: null,
    attributes: [],
    tags: [],
    lines: order.lines.map((line) => ({ ...line, attributes: [] })),
    fulfillments: order.fulfillments.map((fulfillment) => ({ ...fulfillment, tracking: [] })),
    refunds: order.refunds.map((refund) => ({ ...refund, note: null })),
  }
}

const NOWHERE = {
  firstName: null,
  lastName: null,
  company: null,
  line1: null,
  line2: null,
  postalCode: null,
  city: null,
  province: null,
  countryCode: null,
  phone: null,
} as const satisfies Order['shippingAddress']
