import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { asked, planOf, sendUnits, sentOf, settle, takeBack, toyStore } from './shipments.test-kit.ts'

const PLACES = [
  { location: '77', warehouse: 'Stores' },
  { location: '78', warehouse: 'Paris' },
  { location: '79', warehouse: 'Paris' },
]
const numbersOf = (store: ReturnType<typeof toyStore>) =>
  store.fulfillments.map(({ tracking }) => tracking.map(({ number }) => number))

describe('a delivery', () => {
  test('is told once with its numbers, whatever is repeated', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 3 }]))
    const delivery = { id: 'DN-1', numbers: ['1Z 9', '1z9', '1Z8'], units: [['a', 2]] as const }
    for (let time = 0; time < 3; time += 1)
      expect(settle(store, delivery)).toMatchObject({ problem: null, waits: null })
    expect(numbersOf(store)).toEqual([['1Z 9', '1Z8']])
    expect(store.mails).toEqual([['1Z 9', '1Z8']])
    expect(sentOf(store, 'a')).toBe(2)
  })

  test('of two places becomes one fulfilment for each, and its numbers are told once', () => {
    const store = toyStore(
      asked('FO1', '77', [{ line: 'a', quantity: 1 }]),
      asked('FO2', '78', [{ line: 'b', quantity: 5 }]),
    )
    settle(
      store,
      {
        id: 'DN-1',
        numbers: ['N1'],
        units: [
          ['a', 1, 'Stores'],
          ['b', 5, 'Paris'],
        ],
      },
      { locations: PLACES },
    )
    expect(store.fulfillments.map(({ locationExternalId, tracking }) => [locationExternalId, tracking.length])).toEqual(
      [
        ['78', 1],
        ['77', 0],
      ],
    )
    expect(store.mails).toEqual([['N1']])
  })

  test('takes from the fulfilment orders at its own place first', () => {
    const store = toyStore(
      asked('FO1', '77', [{ line: 'a', quantity: 2 }]),
      asked('FO2', '79', [{ line: 'a', quantity: 2 }]),
    )
    settle(store, { id: 'DN-1', units: [['a', 2, 'Paris']] }, { locations: PLACES })
    expect(store.fulfillments.map(({ locationExternalId }) => locationExternalId)).toEqual(['79'])
  })

  test('in a parcel with another one is told without repeating the number or the e-mail', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 2 }]))
    settle(store, { id: 'DN-1', numbers: ['N1'], units: [['a', 1]] })
    settle(store, { id: 'DN-2', numbers: ['N1'], units: [['a', 1]] })
    expect(numbersOf(store)).toEqual([['N1'], []])
    expect(store.mails).toEqual([['N1']])
  })

  test('that is a draft says nothing yet', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 2 }]))
    expect(planOf(store, { id: 'DN-1', state: 'draft', units: [['a', 2]] })).toMatchObject({
      steps: [],
      waits: { code: 'SHIPMENT_DRAFT' },
    })
  })
})

describe('goods from another place than the store planned', () => {
  const store = () => toyStore(asked('FO1', '77', [{ line: 'a', quantity: 3 }]))
  const delivery = { id: 'DN-1', units: [['a', 2, 'Paris']] as const }

  test('are moved there first, only what left', () => {
    const moved = store()
    settle(moved, delivery, { locations: PLACES })
    expect(moved.fulfillments.map(({ locationExternalId }) => locationExternalId)).toEqual(['78'])
    expect(moved.fulfillmentOrders[0]?.lines[0]?.remaining).toBe('1')
  })

  test('stay where they are planned, or wait for a person, by rule', () => {
    const kept = store()
    settle(kept, delivery, { locations: PLACES, rules: { otherLocation: 'keep' } })
    expect(kept.fulfillments.map(({ locationExternalId }) => locationExternalId)).toEqual(['77'])
    const plan = planOf(store(), delivery, { locations: PLACES, rules: { otherLocation: 'hold' } })
    expect(plan).toMatchObject({ steps: [], problem: { code: 'SENT_FROM_OTHER_PLACE' } })
  })

  test('that may not be moved are for a person', () => {
    const fixed = toyStore({ ...asked('FO1', '77', [{ line: 'a', quantity: 3 }]), movable: false })
    expect(planOf(fixed, delivery, { locations: PLACES }).problem?.code).toBe('FULFILLMENT_NOT_MOVABLE')
  })
})

describe('what the store does not let go', () => {
  test('is named with the store’s reason, and nothing is told', () => {
    const stopped = {
      ...asked('FO2', '77', [{ line: 'b', quantity: 1 }]),
      state: 'held',
      holdReason: 'high risk of fraud',
    } as const
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]), stopped)
    const plan = planOf(store, {
      id: 'DN-1',
      units: [
        ['a', 1],
        ['b', 1],
      ],
    })
    expect(plan).toMatchObject({ steps: [], problem: { code: 'FULFILLMENT_HELD' } })
    expect(plan.problem?.message).toContain('high risk of fraud')
  })

  test('is more than the order asks for', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    expect(planOf(store, { id: 'DN-1', units: [['a', 2]] })).toMatchObject({
      steps: [],
      problem: { code: 'SENT_MORE_THAN_OPEN' },
    })
    expect(planOf(store, { id: 'DN-1', units: [['a', 0.5]] }).problem?.code).toBe('SENT_PART_OF_A_PIECE')
  })
})

describe('what somebody else told the store', () => {
  const partly = () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 3 }]))
    const parcels = [{ carrier: 'UPS', number: 'X1', url: null }]
    sendUnits(store, [{ fulfillmentOrder: 'FO1', line: 'FO1-a', quantity: decimal(1) }], parcels)
    return store
  }

  test('is the same parcel by its number', () => {
    const store = partly()
    settle(store, { id: 'DN-1', numbers: ['x1'], units: [['a', 1]] })
    expect(store.fulfillments).toHaveLength(1)
    expect(store.mails).toEqual([])
  })

  test('is another parcel by its number, while the order asks for more', () => {
    const store = partly()
    settle(store, { id: 'DN-1', numbers: ['X2'], units: [['a', 1]] })
    expect(numbersOf(store)).toEqual([['X1'], ['X2']])
  })

  test('is never told twice when nothing else can be meant', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    sendUnits(
      store,
      [{ fulfillmentOrder: 'FO1', line: 'FO1-a', quantity: decimal(1) }],
      [{ carrier: null, number: 'X1', url: null }],
    )
    expect(settle(store, { id: 'DN-1', numbers: ['X2'], units: [['a', 1]] })).toMatchObject({ problem: null })
    expect(numbersOf(store)).toEqual([['X1']])
  })

  test('at once covers several deliveries, and none twice', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 3 }]))
    sendUnits(store, [{ fulfillmentOrder: 'FO1', line: 'FO1-a', quantity: decimal(2) }])
    settle(store, { id: 'DN-1', units: [['a', 1]] })
    settle(store, { id: 'DN-2', units: [['a', 1]] })
    expect(store.fulfillments).toHaveLength(1)
    settle(store, { id: 'DN-3', units: [['a', 1]] })
    expect(sentOf(store, 'a')).toBe(3)
  })

  test('has become a delivery of its own in the target, so this one means other goods', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 2 }]))
    const { externalId } = sendUnits(store, [{ fulfillmentOrder: 'FO1', line: 'FO1-a', quantity: decimal(1) }])
    settle(store, { id: 'DN-1', units: [['a', 1]] }, { booked: [externalId] })
    expect(sentOf(store, 'a')).toBe(2)
  })

  test('was done at a till, while the delivery left from a warehouse', () => {
    const store = toyStore(
      asked('FO1', '77', [{ line: 'a', quantity: 1 }]),
      asked('FO2', '78', [{ line: 'a', quantity: 1 }]),
    )
    sendUnits(store, [{ fulfillmentOrder: 'FO1', line: 'FO1-a', quantity: decimal(1) }])
    settle(store, { id: 'DN-1', units: [['a', 1, 'Paris']] }, { locations: PLACES })
    expect(sentOf(store, 'a')).toBe(2)
  })
})

describe('a number', () => {
  const delivery = { id: 'DN-1', units: [['a', 1]] as const }
  const withNumber = { ...delivery, numbers: ['N1'] }

  test('that comes later is told then, once', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    settle(store, delivery)
    settle(store, withNumber)
    settle(store, withNumber)
    expect(numbersOf(store)).toEqual([['N1']])
    expect(store.mails).toEqual([[], ['N1']])
  })

  test.each([
    ['sent', [[]]],
    ['number', [['N1']]],
    ['never', []],
  ])('is written to the customer as the rule "%s" says', (notify, mails) => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    settle(store, delivery, { rules: { notify } })
    settle(store, withNumber, { rules: { notify } })
    expect(store.mails).toEqual(mails)
  })

  test('is waited for where a rule says so', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    const rules = { withoutNumber: 'wait' } as const
    expect(settle(store, delivery, { rules }).waits?.code).toBe('TRACKING_AWAITED')
    settle(store, withNumber, { rules })
    expect(store.mails).toEqual([['N1']])
  })

  test('has the store’s name of its carrier and an address', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    const carriers = [{ carrier: 'ups', company: 'UPS Express', url: 'https://track.example/{number}' }]
    settle(store, { ...delivery, numbers: ['1Z 9'] }, { rules: { carriers } })
    expect(store.fulfillments[0]?.tracking).toEqual([
      { company: 'UPS Express', number: '1Z 9', url: 'https://track.example/1Z%209' },
    ])
  })
})

describe('a delivery that is taken back', () => {
  const delivery = { id: 'DN-1', units: [['a', 1]] as const }
  const cancelled = { ...delivery, state: 'cancelled' } as const

  test('is taken back in the store, once, and not what somebody else told', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 2 }]))
    sendUnits(store, [{ fulfillmentOrder: 'FO1', line: 'FO1-a', quantity: decimal(1) }])
    settle(store, delivery)
    settle(store, { ...delivery, id: 'DN-2' })
    settle(store, cancelled)
    settle(store, { ...cancelled, id: 'DN-2' })
    settle(store, { ...cancelled, id: 'DN-2' })
    expect(store.fulfillments.map(({ status }) => status)).toEqual(['success', 'cancelled'])
  })

  test('may stay by a rule', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    settle(store, delivery)
    expect(settle(store, cancelled, { rules: { cancelled: 'leave' } }).waits?.code).toBe('SHIPMENT_CANCELLED_LATER')
  })

  test('in the store only is for a person', () => {
    const store = toyStore(asked('FO1', '77', [{ line: 'a', quantity: 1 }]))
    settle(store, delivery)
    takeBack(store, 'F1')
    expect(planOf(store, delivery)).toMatchObject({ steps: [], problem: { code: 'FULFILLMENT_CANCELLED_IN_STORE' } })
  })
})

describe('what is not shipped', () => {
  const order = () =>
    toyStore(
      asked('FO1', '77', [{ line: 'a', quantity: 2 }]),
      asked('FO2', null, [{ line: 'gift', quantity: 1, digital: true }]),
    )

  test('goes with the last goods, without an e-mail of its own', () => {
    const store = order()
    settle(store, { id: 'DN-1', numbers: ['N1'], units: [['a', 1]] })
    expect(sentOf(store, 'gift')).toBe(0)
    settle(store, { id: 'DN-2', numbers: ['N2'], units: [['a', 1]] })
    expect(sentOf(store, 'gift')).toBe(1)
    expect(store.mails).toEqual([['N1'], ['N2']])
  })

  test('goes when it is paid, or not at all', () => {
    const store = order()
    settle(store, { id: 'DN-1', units: [['a', 1]] }, { rules: { digital: 'when-paid' } })
    expect(sentOf(store, 'gift')).toBe(1)
    const left = order()
    settle(left, { id: 'DN-1', units: [['a', 2]] }, { rules: { digital: 'leave' } })
    expect(sentOf(left, 'gift')).toBe(0)
  })
})
