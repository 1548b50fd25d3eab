import type { HeldDocument } from '#model/held'
import type { Sql } from './pool.ts'

/** What the target holds for each of these transfers, in the order in which it was written. */
export async function heldDocuments(sql: Sql, transferIds: readonly string[]): Promise<Map<string, HeldDocument[]>> {
  const result = await sql.query<HeldDocument & { transferId: string }>({
    name: 'held-documents',
    text: `select transfer_id as "transferId", kind, reference, external_id as "externalId", state, document, row_ids as "rowIds"
      from tillbridge.links where transfer_id = any($1::uuid[]) order by transfer_id, position`,
    values: [transferIds],
  })
  const held = new Map<string, HeldDocument[]>(transferIds.map((id) => [id, []]))
  for (const { transferId, ...document } of result.rows) held.get(transferId)?.push(document)
  return held
}
