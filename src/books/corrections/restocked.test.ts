import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { Order } from '#model/order'
import { aLine, anOrder, aRemoval, aTax } from '#testing/an-order'
import { piecesOut, restocked } from './restocked.ts'

const mugs = aLine({ price: '50', quantity: 4, taxes: [aTax('25', '40')] })

const shipment = (id: string, on: string, quantity: number, more: Partial<Fulfillment> = {}): Fulfillment => ({
  externalId: id,
  status: 'success',
  createdAt: `${on}T10:00:00Z`,
  locationExternalId: '1',
  lines: [{ lineExternalId: mugs.externalId, quantity: decimal(quantity) }],
  tracking: [],
  ...more,
})

const takenOff = (id: string, on: string, restock: 'none' | 'cancel'): Order['refunds'][number] => {
  const removal = aRemoval(
    { id: mugs.externalId, quantity: 1, subtotal: '40', tax: '10' },
    { externalId: id, createdAt: `${on}T10:00:00Z` },
  )
  return { ...removal, lines: removal.lines.map((line) => ({ ...line, restock })) }
}

const followed = (fulfillments: readonly Fulfillment[], refunds: Order['refunds']) => {
  const order = anOrder({ lines: [mugs], fulfillments, refunds })
  return {
    back: restocked(order).map(({ refund, lines }) => [refund.externalId, ...lines.map(({ quantity }) => quantity)]),
    out: piecesOut(order).get(mugs.externalId),
  }
}

describe('four mugs: one leaves, three leave, one is given away, the first is taken back by its sender, one is taken off', () => {
  const refunds = [takenOff('501', '2026-03-09', 'none'), takenOff('502', '2026-03-19', 'cancel')]
  const shipments = (cancelledAt?: string) => [
    shipment('41', '2026-03-02', 1, { status: 'cancelled', ...(cancelledAt === undefined ? {} : { cancelledAt }) }),
    shipment('42', '2026-03-06', 3),
  ]

  test('what was given away had left; what is taken off is the mug that is here again', () => {
    expect(followed(shipments('2026-03-12T10:00:00Z'), refunds)).toEqual({ back: [], out: '2' })
  })

  test('a shipment that was cancelled before anything was given away leaves its mug to be given', () => {
    expect(followed(shipments('2026-03-07T10:00:00Z'), refunds)).toEqual({ back: [['502', '1']], out: '2' })
  })

  test('where nobody says when it was cancelled, it never took anything along', () => {
    expect(followed(shipments(), refunds)).toEqual({ back: [['502', '1']], out: '2' })
  })
})
