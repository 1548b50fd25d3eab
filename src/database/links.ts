import type { HeldDocument } from '#model/held'
import type { Sql } from './pool.ts'

/** Names a transfer: a row is never looked for without its organisation. */
export interface TransferKey {
  readonly organizationId: string
  readonly transferId: string
}

/** What the target holds for each of these transfers, in the order in which it was written. */
export async function heldDocuments(sql: Sql, transfers: readonly TransferKey[]): Promise<Map<string, HeldDocument[]>> {
  const result = await sql.query<Omit<HeldDocument, 'closed'> & { transferId: string; closed: boolean | null }>({
    name: 'held-documents',
    text: `select l.transfer_id as "transferId", kind, reference, external_id as "externalId", state, document, row_ids as "rowIds",
        closed
      from unnest($1::uuid[], $2::uuid[]) as t(organization_id, transfer_id)
      join tillbridge.links l on l.organization_id = t.organization_id and l.transfer_id = t.transfer_id
      order by l.transfer_id, position`,
    values: [transfers.map((transfer) => transfer.organizationId), transfers.map((transfer) => transfer.transferId)],
  })
  const held = new Map<string, HeldDocument[]>(transfers.map(({ transferId }) => [transferId, []]))
  for (const { transferId, closed, ...document } of result.rows) {
    held.get(transferId)?.push(closed === true ? { ...document, closed } : document)
  }
  return held
}

/** Names a connection: a row is never looked for without its organisation. */
export interface ConnectionKey {
  readonly organizationId: string
  readonly connectionId: string
}

/** The documents with these references, whichever record they were written for. */
export async function findLinked(
  sql: Sql,
  { organizationId, connectionId }: ConnectionKey,
  references: readonly string[],
): Promise<HeldDocument[]> {
  const result = await sql.query<HeldDocument>({
    name: 'find-linked',
    text: `select kind, reference, external_id as "externalId", state, document, row_ids as "rowIds" from tillbridge.links
      where organization_id = $1 and connection_id = $2 and reference = any($3)`,
    values: [organizationId, connectionId, references],
  })
  return result.rows
}
