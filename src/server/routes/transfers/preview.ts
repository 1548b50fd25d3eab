import type { TransferPreview } from '#api/transfer-story'
import type { LinkView, TransferView } from '#database/transfers'
import type { Preview } from '#engine/preview'
import type { PayoutPreview } from '#engine/preview-payout'
import { TillbridgeError } from '#lib/errors'
import type { TargetDocument } from '#model/documents'
import type { Call, Handler } from '#server/api/call'
import { shownDocument, shownProof } from '#server/routes/integrations/preview'
import { nameOf, transferOf } from './one.ts'

export const previewTransfer: Handler<'transfers.preview'> = async (call) => {
  const { transfer, links } = await transferOf(call)
  const { plan, documents, missing } = await planned(call, transfer)
  const creates = plan.writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
  // With a code missing, the documents are shown as far as they are known.
  const written = missing.length > 0 ? creates : documents
  return {
    outcome: plan.outcome,
    reason: reasonOf(plan.reason),
    missing: [...missing],
    booked: links.filter(({ state }) => state === 'issued').map(booked),
    written: written.map(shownDocument),
    cancelled: plan.writes.flatMap((write) => (write.action === 'cancel' ? [write.held.reference] : [])),
    proof: shownProof(plan.proof),
  }
}

type Reason = Preview['plan']['reason'] | PayoutPreview['plan']['reason']

const reasonOf = (reason: Reason): TransferPreview['reason'] =>
  reason === null ? null : { code: reason.code, message: reason.message, remedy: reason.remedy ?? null }

interface Planned {
  readonly plan: Pick<Preview['plan'], 'writes' | 'outcome'> & {
    readonly reason: Reason
    readonly proof: Parameters<typeof shownProof>[0]
  }
  readonly documents: readonly Parameters<typeof shownDocument>[0][]
  readonly missing: Preview['missing']
}

async function planned(
  { services, organizationId }: Call<'transfers.preview'>,
  transfer: TransferView,
): Promise<Planned> {
  const { integrationId, flow, recordKey } = transfer
  const owner = { organizationId, integrationId }
  if (flow === 'orders') {
    const preview = await services.engine.preview({ ...owner, recordKey, name: nameOf(transfer) })
    return { ...preview, documents: preview.documents.map(({ document }) => document) }
  }
  if (flow === 'payouts') {
    const key = recordKey.slice(recordKey.indexOf('/') + 1)
    return services.engine.previewPayout({ ...owner, name: transfer.recordName ?? key })
  }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PREVIEW_NOT_POSSIBLE',
    message: 'Only orders and payouts can be previewed: other records become no documents of their own.',
    remedy: 'Read it anew instead; what is in step already is left as it is.',
  })
}

const booked = ({ document, externalId, url }: LinkView): TransferPreview['booked'][number] => ({
  ...shownDocument(document as TargetDocument),
  externalId,
  url,
})
