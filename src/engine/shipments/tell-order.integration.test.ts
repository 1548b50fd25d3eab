import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FulfillmentState, FulfillmentTarget } from '#contract/shipments'
import { policiesSchema } from '#books/policies'
import { insertTold, type OrderKey, settleIntent } from '#database/shipments'
import { systemClock } from '#lib/clock'
import { decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { mappingsOf } from '#mapping/mappings'
import type { Fulfillment } from '#model/fulfillment'
import type { Parcel, Shipment } from '#model/shipment'
import { type MigratedDatabase, migratedDatabase, seedIntegration } from '#testing/migrated-database'
import type { OpenConnection } from '#engine/connections'
import { rulesSchema } from '#engine/rules'
import type { EngineServices } from '#engine/services'
import { type Telling, tellOrder } from './tell-order.ts'

let database: MigratedDatabase
let order: OrderKey
beforeAll(async () => {
  database = await migratedDatabase()
})
beforeEach(async () => {
  const { organizationId, integrationId } = await seedIntegration(database.pool)
  order = { organizationId, integrationId, orderKey: '5501' }
})
afterAll(() => database[Symbol.asyncDispose]())

const LINES = [{ lineExternalId: '901', quantity: decimal('2') }]

/** A store that was told of the delivery before its number was known, and that writes to the customer about numbers. */
function toyStore() {
  const fulfillment = {
    externalId: 'F1',
    status: 'success',
    createdAt: '2026-11-20T10:00:00Z',
    locationExternalId: null,
    lines: LINES,
    tracking: [] as readonly Parcel[],
  } as const
  const toy = {
    shown: fulfillment.tracking as readonly Parcel[],
    mails: 0,
    /** What becomes of a call: its end, and what the caller gets to know of it. */
    answer: (finish: () => void): void => finish(),
  }
  const state = (): FulfillmentState => ({
    orderExternalId: '5501',
    orderName: '#1001',
    paid: true,
    fulfillmentOrders: [],
    fulfillments: [
      {
        ...fulfillment,
        tracking: toy.shown.map(({ carrier, number, url }) => ({ company: carrier, number, url })),
      } as Fulfillment,
    ],
  })
  const target = {
    state: () => Promise.resolve(state()),
    track: (_context, _fulfillment, parcels, notify) =>
      new Promise<void>((resolve) => {
        toy.answer(() => {
          toy.shown = parcels
          if (notify) toy.mails += 1
        })
        resolve()
      }),
  } satisfies Partial<FulfillmentTarget<never>> as unknown as FulfillmentTarget<never>
  return { toy, target }
}

const shipment: Shipment = {
  externalId: 'DN-1',
  name: 'DN-1',
  shippedAt: '2026-11-20T09:00:00Z',
  updatedAt: '2026-11-20T09:00:00Z',
  state: 'issued',
  reference: null,
  lines: [],
  parcels: [{ carrier: 'UPS', number: '1Z9', url: null }],
}

function telling(target: FulfillmentTarget<never>, secondsLater: number): Telling {
  const now = (): Date => new Date(Date.now() + secondsLater * 1000)
  return {
    services: { pool: database.pool, clock: { ...systemClock, now } } as unknown as EngineServices,
    scope: { signal: new AbortController().signal, record() {}, beforeWrite() {} },
    store: {
      connector: { name: 'Shop', writes: { fulfillments: target } },
      context: () => ({}),
    } as unknown as OpenConnection,
    integration: {
      policies: policiesSchema.parse({}),
      mappings: mappingsOf({}),
      rules: rulesSchema.parse({}),
    } as Telling['integration'],
    order,
    shipment,
    rows: [{ rowId: 'line:901', externalId: 'DN-1-1', quantity: decimal('2'), place: null }],
    bundles: new Map(),
  }
}

const LOST = new TillbridgeError({ kind: 'outcome-unknown', code: 'NO_ANSWER', message: 'The answer was lost.' })
const REFUSED = new TillbridgeError({ kind: 'throttled', code: 'THROTTLED', message: 'Later.' })

async function toldBefore(): Promise<void> {
  await insertTold(database.pool, order, 0, { shipment: 'DN-1', lines: LINES })
  await settleIntent(database.pool, order, 0, 'F1')
}

test('a number that became known later is told with one e-mail, however late the store finishes a call whose answer was lost', async () => {
  await toldBefore()
  const { toy, target } = toyStore()
  let finish = (): void => undefined
  toy.answer = (end) => {
    finish = end
    throw LOST
  }
  await expect(tellOrder(telling(target, 0))).rejects.toBe(LOST)
  // The next run looks before the store has finished, and waits.
  await expect(tellOrder(telling(target, 2))).rejects.toMatchObject({ kind: 'transient', code: 'SHIPMENT_UNDER_WAY' })
  finish()
  expect((await tellOrder(telling(target, 4)))?.steps).toEqual([])
  expect((await tellOrder(telling(target, 60)))?.steps).toEqual([])
  expect([toy.mails, toy.shown.map(({ number }) => number)]).toEqual([1, ['1Z9']])
})

test('a call that never arrived is made again when its time is over, and one that was refused at once', async () => {
  await toldBefore()
  const { toy, target } = toyStore()
  toy.answer = () => {
    throw LOST
  }
  await expect(tellOrder(telling(target, 0))).rejects.toBe(LOST)
  toy.answer = () => {
    throw REFUSED
  }
  await expect(tellOrder(telling(target, 11))).rejects.toBe(REFUSED)
  toy.answer = (end) => end()
  await tellOrder(telling(target, 12))
  expect([toy.mails, toy.shown.map(({ number }) => number)]).toEqual([1, ['1Z9']])
})
