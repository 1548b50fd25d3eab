import type { DocumentKind } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { Found } from './look.ts'
import type { OdooContext } from './memory.ts'
import { act } from './records.ts'
import { advancesOf, match, openLines, settledOf, settlePayment } from './settle.ts'
import { MODEL } from './vendor.ts'

/**
 * Takes up what a run left half done. A draft is removed, since nothing stands on it (`null`: write anew); what was posted is
 * matched with what it settles.
 */
export async function resume(context: OdooContext, kind: DocumentKind, found: Found): Promise<BookedDocument | null> {
  if (found.booked.state === 'draft') {
    // Goods that are being picked are no draft of ours alone: the delivery is taken up where it is.
    if (kind !== 'delivery' && kind !== 'delivery-return') await act(context, MODEL[kind], 'unlink', [found.id])
    return null
  }
  const settles = `${found.settles ?? ''}${await advancesOf(context, found.settles ?? '')}`
  if (kind === 'payment' || kind === 'refund-payment') await settlePayment(context, found.id, settledOf(settles))
  else await settleEntry(context, found.id, settles)
  return found.booked
}

/** Matches each open receivable of an entry with those on the other side, oldest first. */
async function settleEntry(context: OdooContext, entry: number, settles: string): Promise<void> {
  const settled = settledOf(settles)
  const wanted = { moves: [entry, ...settled.moves], payments: settled.payments }
  const own = (await openLines(context, wanted)).filter((line) => line.move_id === entry)
  for (const { id } of own) {
    const lines = await openLines(context, wanted)
    const mine = lines.find((line) => line.id === id)
    const isDebit = mine?.amount_residual.startsWith('-') === false
    const theirs = lines.filter((line) => line.move_id !== entry && line.amount_residual.startsWith('-') === isDebit)
    if (mine !== undefined) await match(context, mine, theirs)
  }
}
