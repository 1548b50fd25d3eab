import type { PaymentDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { ConnectionKey } from './links.ts'
import type { Sql } from './pool.ts'

/** A payment or refund payment that the target holds. */
export interface LinkedPayment {
  readonly transferId: string
  readonly reference: string
  readonly externalId: string
  readonly document: PaymentDocument
}

export interface PaymentNames {
  readonly references: readonly string[]
  readonly providerReferences: readonly string[]
}

const COLUMNS = `l.transfer_id as "transferId", l.reference, l.external_id as "externalId", l.document`

/** The payments that the target holds under these names, whichever record they were written for. */
export async function paymentsNamed(
  sql: Sql,
  { organizationId, connectionId }: ConnectionKey,
  { references, providerReferences }: PaymentNames,
): Promise<LinkedPayment[]> {
  const result = await sql.query<LinkedPayment>({
    name: 'payments-named',
    text: `select ${COLUMNS} from tillbridge.links l
      where l.organization_id = $1 and l.connection_id = $2 and l.kind in ('payment', 'refund-payment') and l.state = 'issued'
        and (l.reference = any($3) or l.document ->> 'providerReference' = any($4))`,
    values: [organizationId, connectionId, references, providerReferences],
  })
  return result.rows
}

/** The payments of some amounts that are dated near some day; what a person may recognise. At most 200. */
export async function paymentsLike(
  sql: Sql,
  { organizationId, connectionId }: ConnectionKey,
  like: { readonly amounts: readonly string[]; readonly from: string; readonly until: string },
): Promise<LinkedPayment[]> {
  if (like.amounts.length === 0) return []
  const result = await sql.query<LinkedPayment>({
    name: 'payments-like',
    text: `select ${COLUMNS} from tillbridge.links l
      where l.organization_id = $1 and l.connection_id = $2 and l.kind in ('payment', 'refund-payment') and l.state = 'issued'
        and l.document ->> 'amount' = any($3) and l.document ->> 'date' between $4 and $5
      order by l.reference limit 200`,
    values: [organizationId, connectionId, like.amounts, like.from, like.until],
  })
  return result.rows
}

/** An order of an integration with the transfer that books it. */
export interface OrderTransfer {
  readonly transferId: string
  readonly recordKey: string
  readonly recordName: string | null
  /** Its run is still to come or under way. */
  readonly isOpen: boolean
  readonly held: readonly HeldDocument[]
}

/** Orders by key, by what people call them, or by the transfer that books them. */
export async function orderTransfers(
  sql: Sql,
  { organizationId, integrationId }: { readonly organizationId: string; readonly integrationId: string },
  wanted: {
    readonly keys: readonly string[]
    readonly names: readonly string[]
    readonly transferIds: readonly string[]
  },
): Promise<OrderTransfer[]> {
  const result = await sql.query<OrderTransfer>({
    name: 'order-transfers',
    text: `select t.transfer_id as "transferId", t.record_key as "recordKey", t.record_name as "recordName",
        t.state in ('pending', 'running', 'waiting') as "isOpen",
        coalesce((select jsonb_agg(jsonb_build_object('kind', l.kind, 'reference', l.reference, 'externalId', l.external_id,
          'state', l.state, 'document', l.document, 'rowIds', l.row_ids) order by l.position)
          from tillbridge.links l where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id), '[]') as held
      from tillbridge.transfers t
      where t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders'
        and (t.record_key = any($3) or t.record_name = any($4) or t.transfer_id = any($5::uuid[]))`,
    values: [organizationId, integrationId, wanted.keys, wanted.names, wanted.transferIds],
  })
  return result.rows
}

/**
 * Runs payouts again that wait for orders which may be booked by now: those that were made after `madeSince` and last looked at
 * before `lookedBefore`.
 */
export async function retryUnmatched(
  sql: Sql,
  { organizationId, integrationId }: { readonly organizationId: string; readonly integrationId: string },
  { madeSince, lookedBefore }: { readonly madeSince: Date; readonly lookedBefore: Date },
): Promise<number> {
  const result = await sql.query(
    `with chosen as materialized (
       select organization_id, transfer_id from tillbridge.transfers
       where organization_id = $1 and integration_id = $2 and flow = 'payouts' and state = 'attention'
         and cause_code = 'PAYOUT_LINES_UNMATCHED' and source_created_at >= $3 and finished_at < $4
       order by organization_id, integration_id, flow, record_key for no key update
     )
     update tillbridge.transfers t set state = 'pending', run_at = now(), version = version + 1
     from chosen c where t.organization_id = c.organization_id and t.transfer_id = c.transfer_id`,
    [organizationId, integrationId, madeSince, lookedBefore],
  )
  return result.rowCount ?? 0
}
