import { z } from 'zod'
import type { DocumentKind } from '#model/documents'
import { stateOf } from './booked.ts'
import { cancelRounding } from './cash-rounding.ts'
import type { OdooContext } from './memory.ts'
import { act, find } from './records.ts'
import { MODEL } from './vendor.ts'

const stateShape = z.object({ id: z.number(), state: z.string() })

async function stateIn(context: OdooContext, kind: DocumentKind, id: number): Promise<string | null> {
  const [found] = await find(context, MODEL[kind], stateShape, { domain: [['id', '=', id]] })
  return found === undefined ? null : stateOf(found.state)
}

/** Takes a document back; one that is taken back already, or gone, is left as it is. */
export async function cancel(context: OdooContext, kind: DocumentKind, externalId: string): Promise<void> {
  const id = Number(externalId)
  const state = await stateIn(context, kind, id)
  if (state === null || state === 'cancelled') return
  if (kind === 'sales-order') {
    // Without the word, 16 to 18 only open a window that asks.
    await act(context, 'sale.order', 'action_cancel', [id], { context: { disable_cancel_warning: true } })
  } else if (kind === 'payment' || kind === 'refund-payment') {
    await act(context, 'account.payment', 'action_cancel', [id])
    await cancelRounding(context, id)
  } else {
    if (state === 'issued') await act(context, MODEL[kind], 'button_draft', [id])
    await act(context, MODEL[kind], 'button_cancel', [id])
  }
}

const pickingShape = z.object({ id: z.number() })

/** An order holds back stock by its deliveries that are still to come: those are taken back, the order stands. */
export async function close(context: OdooContext, _kind: DocumentKind, externalId: string): Promise<void> {
  const open = await find(context, 'stock.picking', pickingShape, {
    domain: [
      ['sale_id', '=', Number(externalId)],
      ['picking_type_code', '=', 'outgoing'],
      ['state', 'not in', ['done', 'cancel']],
    ],
  })
  if (open.length > 0)
    await act(
      context,
      'stock.picking',
      'action_cancel',
      open.map(({ id }) => id),
    )
}

/** Removes a draft. */
export async function discard(context: OdooContext, kind: DocumentKind, externalId: string): Promise<void> {
  const id = Number(externalId)
  if ((await stateIn(context, kind, id)) === 'draft') await act(context, MODEL[kind], 'unlink', [id])
}
