import type { Sql } from './pool.ts'
import type { OrderKey } from './shipments.ts'

/** What the target was told of a return. */
export interface ReturnNote {
  readonly returnKey: string
  /** The target's document that carries it. */
  readonly document: string
  /** The target's id of the note. */
  readonly note: string
  readonly contentHash: string
}

export async function returnNotes(
  sql: Sql,
  { organizationId, integrationId, orderKey }: OrderKey,
): Promise<ReturnNote[]> {
  const result = await sql.query<ReturnNote>({
    name: 'return-notes',
    text: `select return_key as "returnKey", document, note, content_hash as "contentHash" from tillbridge.return_notes
      where organization_id = $1 and integration_id = $2 and order_key = $3`,
    values: [organizationId, integrationId, orderKey],
  })
  return result.rows
}

export async function saveReturnNote(sql: Sql, order: OrderKey, note: ReturnNote): Promise<void> {
  await sql.query({
    name: 'save-return-note',
    text: `insert into tillbridge.return_notes (organization_id, integration_id, order_key, return_key, document, note, content_hash)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (organization_id, integration_id, return_key) do update
        set document = excluded.document, note = excluded.note, content_hash = excluded.content_hash, updated_at = now()`,
    values: [
      order.organizationId,
      order.integrationId,
      order.orderKey,
      note.returnKey,
      note.document,
      note.note,
      note.contentHash,
    ],
  })
}
