import { transfersNamed } from '#database/drift'
import type { Difference } from '#drift/difference'
import type { Handler } from '#server/api/call'
import { reportOf } from './report.ts'

/** What nobody knew of stands first: the rest is being seen to. */
const URGENCY: Readonly<Record<Difference['state'], number>> = { drifted: 0, held: 1, 'under-way': 2 }

export const listDifferences: Handler<'drift.differences'> = async ({ services, organizationId, params, query }) => {
  const { listed, found } = await reportOf(services, organizationId, params.reportId)
  const matching = found.differences
    .filter(({ area, state }) => (query.area ?? area) === area && (query.state ?? state) === state)
    .toSorted((one, other) => URGENCY[one.state] - URGENCY[other.state])
  // A report never changes, so a page may be named by its place.
  const from = Number.parseInt(query.after ?? '0', 10) || 0
  const shown = matching.slice(from, from + query.limit)
  const { integrationId } = listed
  const names = shown.map(({ subject }) => subject)
  const transfers = await transfersNamed(services.pool, { organizationId, integrationId }, names)
  return {
    items: shown.map((one) => ({ ...one, transferId: transfers.get(one.subject) ?? null })),
    next: from + query.limit < matching.length ? String(from + query.limit) : null,
  }
}
