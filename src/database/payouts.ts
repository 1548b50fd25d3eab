import type { JournalDocument } from '#model/documents'
import type { Sql } from './pool.ts'
import type { TransferState } from './transfers.ts'

/** A payout as its transfer tells it. */
export interface PayoutRow {
  readonly transferId: string
  readonly integrationId: string
  readonly recordKey: string
  readonly name: string | null
  readonly provider: string | null
  readonly status: string | null
  readonly state: TransferState
  readonly causeCode: string | null
  readonly causeSubject: string | null
  readonly causeMessage: string | null
  readonly causeRemedy: string | null
  /** Decimal text. */
  readonly amount: string | null
  readonly currency: string | null
  readonly bookedOn: string | null
  /** `createdAt` in microseconds since 1970: where the next page begins. */
  readonly at: string
  readonly createdAt: string
  readonly journals: readonly string[]
}

const COLUMNS = `t.transfer_id as "transferId", t.integration_id as "integrationId", t.record_key as "recordKey", t.record_name as name,
  t.summary ->> 'channel' as provider, t.summary ->> 'financialStatus' as status, t.state, t.cause_code as "causeCode",
  t.cause_subject as "causeSubject", t.cause_message as "causeMessage", t.cause_remedy as "causeRemedy",
  t.summary ->> 'total' as amount, t.summary ->> 'currency' as currency, j."bookedOn", j.journals,
  (extract(epoch from coalesce(t.source_created_at, t.first_seen_at)) * 1000000)::bigint::text as at,
  coalesce(t.source_created_at, t.first_seen_at) as "createdAt"`

const JOURNALS = `left join lateral (
    select min(l.document ->> 'date') as "bookedOn", coalesce(array_agg(l.external_id order by l.position), '{}') as journals
    from tillbridge.links l
    where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id and l.kind = 'journal' and l.state = 'issued'
  ) j on true`

export interface PayoutFilter {
  readonly integrationId?: string | undefined
  readonly state?: TransferState | undefined
  /** A part of its name or key, whatever its case. */
  readonly search?: string | undefined
}

/** Payouts that match, the newest first. `after` `null` = from the first. */
export async function listPayouts(
  sql: Sql,
  organizationId: string,
  { integrationId, state, search }: PayoutFilter,
  page: { readonly after: { readonly at: string; readonly transferId: string } | null; readonly limit: number },
): Promise<PayoutRow[]> {
  const words = search === undefined || search === '' ? null : search
  const result = await sql.query<PayoutRow>({
    name: 'payouts-list',
    text: `select ${COLUMNS} from tillbridge.transfers t ${JOURNALS}
      where t.organization_id = $1 and t.flow = 'payouts'
        and ($2::uuid is null or t.integration_id = $2) and ($3::text is null or t.state = $3)
        and ($4::text is null or strpos(lower(coalesce(t.record_name, '') || ' ' || t.record_key), lower($4)) > 0)
        and ($5::bigint is null or (coalesce(t.source_created_at, t.first_seen_at), t.transfer_id)
          < (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', $6::uuid))
      order by coalesce(t.source_created_at, t.first_seen_at) desc, t.transfer_id desc limit $7`,
    values: [
      organizationId,
      integrationId ?? null,
      state ?? null,
      words,
      page.after?.at ?? null,
      page.after?.transferId ?? null,
      page.limit,
    ],
  })
  return result.rows
}

/** One payout; `null` = there is no such transfer of a payout. */
export async function readPayout(sql: Sql, organizationId: string, transferId: string): Promise<PayoutRow | null> {
  const result = await sql.query<PayoutRow>(
    `select ${COLUMNS} from tillbridge.transfers t ${JOURNALS}
     where t.organization_id = $1 and t.transfer_id = $2 and t.flow = 'payouts'`,
    [organizationId, transferId],
  )
  return result.rows[0] ?? null
}

export interface PayoutJournal {
  readonly reference: string
  readonly externalId: string
  readonly url: string | null
  readonly state: 'issued' | 'cancelled'
  readonly document: JournalDocument
}

/** The journals that the target holds of a payout, in the order in which they were written. */
export async function payoutJournals(sql: Sql, organizationId: string, transferId: string): Promise<PayoutJournal[]> {
  const result = await sql.query<PayoutJournal>(
    `select reference, external_id as "externalId", url, state, document from tillbridge.links
     where organization_id = $1 and transfer_id = $2 and kind = 'journal' order by position`,
    [organizationId, transferId],
  )
  return result.rows
}
