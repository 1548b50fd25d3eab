import { expect, test } from 'vitest'
import { partyOf } from '#books/party'
import { policiesSchema } from '#books/policies'
import { decimal } from '#lib/decimal'
import { UNLIMITED } from '#model/capabilities'
import type { StockDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { anOrder } from '#testing/an-order'
import { planUndo } from './undo-plan.ts'

const back: StockDocument = {
  kind: 'delivery-return',
  reference: 'acme:delivery-return:r7',
  orderName: '#1001',
  date: '2026-03-02',
  currency: 'EUR',
  party: partyOf(anOrder({}), policiesSchema.parse({})),
  rows: [
    {
      id: 'line:901',
      sku: 'MUG',
      variantExternalId: null,
      title: 'Mug',
      quantity: decimal('1'),
      net: decimal('10'),
      locationExternalId: '1',
    },
  ],
  // The delivery that the ERP's own people made: nothing that an undo takes back.
  basedOn: 'acme:delivery:f7',
}
const held: HeldDocument = {
  kind: back.kind,
  reference: back.reference,
  externalId: 'DN-RET-1',
  state: 'issued',
  document: back,
  rowIds: {},
}

test('goods that came back of a delivery of the target leave again, where their return cannot be cancelled', () => {
  const input = { held: [held], capabilities: UNLIMITED, today: '2026-03-05' }
  expect(planUndo(input).writes).toEqual([{ action: 'cancel', held }])
  const kept = planUndo({ ...input, uncancellable: new Set([back.reference]) })
  expect(kept.obstacles).toEqual([])
  expect(kept.writes).toMatchObject([
    {
      action: 'create',
      document: {
        kind: 'delivery',
        reference: 'acme:delivery-return:r7:undo',
        date: '2026-03-05',
        rows: back.rows,
        basedOn: null,
      },
    },
  ])
})
