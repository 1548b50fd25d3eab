import { describe, expect, test } from 'vitest'
import type { ShipmentMemory } from '#database/shipments'
import { decimal } from '#lib/decimal'
import { mappingsOf } from '#mapping/mappings'
import type { Fulfillment } from '#model/fulfillment'
import { anOrder } from '#testing/an-order'
import { coveredBy } from './untold.ts'

const LOCATIONS = [
  { location: '1', warehouse: 'Main' },
  { location: '2', warehouse: 'Paris' },
]

const units = (quantity: number, line = 'a') => ({ lineExternalId: line, quantity: decimal(quantity) })

const fulfillment = (externalId: string, quantity: number, fields: Partial<Fulfillment> = {}): Fulfillment => ({
  externalId,
  status: 'success',
  createdAt: '2026-11-20T10:00:00Z',
  locationExternalId: '1',
  lines: [units(quantity)],
  tracking: [],
  ...fields,
})

const shipment = (name: string, quantity: number, place = 'Main'): ShipmentMemory['shipments'][number] => ({
  shipment: name,
  state: 'issued',
  rows: [{ rowId: 'line:a', externalId: `${name}-1`, quantity: decimal(quantity), place }],
})

const told = (name: string, made: string, quantity: number): ShipmentMemory['told'][number] => ({
  position: 0,
  shipment: name,
  state: 'told',
  fulfillment: made,
  lines: [units(quantity)],
  before: [],
  numbers: [],
  askedAt: '2026-11-20T10:00:00Z',
  tracking: null,
})

function covered(memory: ShipmentMemory, strangers: readonly Fulfillment[], shown = strangers): unknown {
  const order = anOrder({ fulfillments: shown })
  const integration = { mappings: mappingsOf({ locations: LOCATIONS }) }
  const found = coveredBy(memory, strangers, { order, integration, held: [] })
  return Object.fromEntries([...found].map(([{ externalId }, name]) => [externalId, name]))
}

describe('goods of a delivery that the store was not told of, marked as sent by staff', () => {
  test('are those of the delivery', () => {
    expect(covered({ shipments: [shipment('DN-1', 2)], told: [] }, [fulfillment('F1', 2)])).toEqual({ F1: 'DN-1' })
    const halves = [fulfillment('F1', 1), fulfillment('F2', 1)]
    expect(covered({ shipments: [shipment('DN-1', 2)], told: [] }, halves)).toEqual({ F1: 'DN-1', F2: 'DN-1' })
  })

  test('are others where the delivery has too few, left from elsewhere, or was taken back', () => {
    expect(covered({ shipments: [shipment('DN-1', 2)], told: [] }, [fulfillment('F1', 3)])).toEqual({})
    expect(covered({ shipments: [shipment('DN-1', 2, 'Paris')], told: [] }, [fulfillment('F1', 2)])).toEqual({})
    const gone = { ...shipment('DN-1', 2), state: 'cancelled' } as const
    expect(covered({ shipments: [gone], told: [] }, [fulfillment('F1', 2)])).toEqual({})
  })

  test('are others where the store shows the delivery already, and its own where somebody cancelled that', () => {
    const memory = { shipments: [shipment('DN-1', 2)], told: [told('DN-1', 'F0', 2)] }
    const before = fulfillment('F0', 2)
    const again = fulfillment('F1', 2)
    expect(covered(memory, [again], [before, again])).toEqual({})
    expect(covered(memory, [again], [{ ...before, status: 'cancelled' }, again])).toEqual({ F1: 'DN-1' })
  })
})
