import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, isPositive, minimum, sum } from '#lib/decimal'
import { asked, type Delivery, planOf, sendUnits, settle, type ToyStore, toyStore } from './shipments.test-kit.ts'

const LINES = ['a', 'b', 'c']
const PLACES = [
  { location: '77', warehouse: 'Stores' },
  { location: '78', warehouse: 'Paris' },
  { location: '79', warehouse: 'Paris' },
]

const orders = fc.array(
  fc.record({
    location: fc.constantFrom('77', '78', '79', null),
    state: fc.constantFrom('open', 'open', 'open', 'held', 'scheduled', 'closed'),
    movable: fc.boolean(),
    quantities: fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }), fc.nat({ max: 4 })),
  }),
  { minLength: 1, maxLength: 4 },
)

const deliveries = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('DN-1', 'DN-2', 'DN-3', 'DN-4'),
    numbered: fc.boolean(),
    units: fc.array(
      fc.tuple(
        fc.constantFrom(...LINES),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('Stores', 'Paris', 'Unknown', null),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
)

const events = fc.array(
  fc.record({
    which: fc.nat({ max: 3 }),
    what: fc.constantFrom('run', 'run', 'run', 'number', 'cancel', 'staff', 'release'),
  }),
  { minLength: 1, maxLength: 14 },
)

const rules = fc.record({
  notify: fc.constantFrom('news', 'sent', 'number', 'never'),
  withoutNumber: fc.constantFrom('send', 'wait'),
  otherLocation: fc.constantFrom('move', 'keep', 'hold'),
  digital: fc.constantFrom('with-goods', 'when-paid', 'leave'),
})

const world = fc.record({ orders, deliveries, events, rules })

function storeOf(input: typeof orders extends fc.Arbitrary<infer T> ? T : never): ToyStore {
  return toyStore(
    ...input.map(({ location, state, movable, quantities }, index) => ({
      ...asked(
        `FO${index}`,
        location,
        LINES.map((line, at) => ({ line, quantity: quantities[at] ?? 0, digital: line === 'c' })),
      ),
      state,
      movable,
    })),
  )
}

/** Staff sends a piece by hand. */
function staffSends(store: ToyStore): void {
  for (const { externalId, state, lines } of store.fulfillmentOrders) {
    const line = lines.find(({ remaining }) => isPositive(remaining))
    if (state !== 'open' || line === undefined) continue
    const quantity = minimum(line.remaining, decimal(1))
    return void sendUnits(store, [{ fulfillmentOrder: externalId, line: line.externalId, quantity }])
  }
}

test('whatever happens in whatever order: nothing over what remains, no delivery told twice, no number written twice', () => {
  fc.assert(
    fc.property(world, ({ orders: input, deliveries: drawn, events: happened, rules: chosen }) => {
      const store = storeOf(input)
      const state = new Map<string, Delivery>(
        drawn.map(({ id, numbered, units }) => [id, { id, units, numbers: numbered ? [id] : [] }]),
      )
      const circumstances = { rules: chosen, locations: PLACES }
      for (const { which, what } of happened) {
        const delivery = state.get(drawn[which % drawn.length]?.id ?? '')
        if (delivery === undefined) continue
        if (what === 'number') state.set(delivery.id, { ...delivery, numbers: [delivery.id] })
        if (what === 'cancel') state.set(delivery.id, { ...delivery, state: 'cancelled' })
        if (what === 'staff') staffSends(store)
        if (what === 'release')
          store.fulfillmentOrders = store.fulfillmentOrders.map((one) => ({ ...one, state: 'open' }))
        // The toy store throws when more is sent than remains, or goods of two places at once.
        if (what === 'run') settle(store, delivery, circumstances)
      }
      for (const delivery of state.values()) checkDelivery(store, delivery, circumstances)
      const mailed = store.mails.flat()
      expect(mailed.length).toBe(new Set(mailed).size)
      expect(store.mails.length === 0 || chosen.notify !== 'never').toBe(true)
    }),
    { numRuns: 500 },
  )
})

function checkDelivery(store: ToyStore, delivery: Delivery, circumstances: object): void {
  const last = settle(store, delivery, circumstances)
  expect(planOf(store, delivery, circumstances).steps).toEqual([])
  const standing = store.told.filter(
    ({ shipment, fulfillment, by }) =>
      shipment === delivery.id &&
      (by === 'matched' ||
        store.fulfillments.some((one) => one.externalId === fulfillment && one.status === 'success')),
  )
  for (const line of LINES) {
    const brought = sum(delivery.units.flatMap(([own, quantity]) => (own === line ? [decimal(quantity)] : [])))
    const told = sum(
      standing.flatMap(({ lines }) => lines.flatMap((one) => (one.lineExternalId === line ? [one.quantity] : []))),
    )
    // What is not shipped goes along with whichever delivery is the last.
    const isTooMuch = line !== 'c' && Number(told) > Number(brought)
    const isDone = last.problem === null && last.waits === null && delivery.state !== 'cancelled'
    const isTooLittle = isDone && Number(told) < Number(brought)
    expect([delivery.id, line, { isTooMuch, isTooLittle }]).toEqual([
      delivery.id,
      line,
      { isTooMuch: false, isTooLittle: false },
    ])
  }
}
