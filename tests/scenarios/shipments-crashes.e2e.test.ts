import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fault } from '#sandboxes/kit/faults'
import type { SandboxRequest } from '#sandboxes/kit/server'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import type { Story } from '#testing/story'
import { line, PATIENCE_MS } from './books.ts'
import { type Gateway, startGateway } from '#testing/gateway'
import { startProcess } from '#testing/own-process'
import { inStep, listenToErp, mailsOf, salesOrderOf, shipmentsOf, startShipping, transferOf } from './shipments-kit.ts'

// The web server of the story takes what the systems tell; only processes that a test starts, and kills, do the work.
let story: Story
let toShop: Gateway

beforeAll(async () => {
  story = await startShipping({
    shop: { shop: { currency: 'EUR', ianaTimezone: 'Europe/Berlin', plan: 'enterprise' } },
    policies: { stock: 'deliveries' },
    start: { roles: ['web'] },
    slots: 8,
  })
  toShop = await startGateway(story.shop.url)
  await story.configure({
    policies: { stock: 'deliveries' },
    mappings: { locations: [{ location: '*', warehouse: 'Stores - AC' }] },
    shopSettings: { baseUrl: toShop.url, plan: 'enterprise' },
  })
  await listenToErp(story)
}, PATIENCE_MS)
afterAll(async () => {
  await toShop[Symbol.asyncDispose]()
  await story[Symbol.asyncDispose]()
})

interface Step {
  readonly name: string
  readonly when: 'before' | 'after'
  readonly operation: string
}

const STEPS: readonly Step[] = [
  { name: 'while it reads what is to be sent', when: 'before', operation: 'FulfillmentState' },
  { name: 'before the store was told', when: 'before', operation: 'Fulfill' },
  { name: 'after the store was told, before our commit', when: 'after', operation: 'Fulfill' },
]

const FAULTS: readonly Fault[] = [
  { kind: 'reset-after' },
  { kind: 'reset-before' },
  { kind: 'status-after', status: 502 },
]

const isStep =
  ({ operation }: Step, mark: string) =>
  ({ body }: SandboxRequest): boolean => {
    const text = body.toString('utf8')
    return text.includes(`"operationName":"${operation}"`) && text.includes(mark)
  }

async function bookedBy(count: number): Promise<PlacedOrder[]> {
  await using _worker = await startProcess(story, 'worker')
  const orders = Array.from({ length: count }, () => story.shop.place({ lines: [line('MUG-1', 4, '20.00')] }))
  await inStep(story)
  return orders
}

test(
  'a process killed at each step tells every parcel once, with one e-mail, and books none of them again',
  async () => {
    const orders = await bookedBy(STEPS.length)
    await using doomed = await startProcess(story, 'worker')
    const held = STEPS.map((step, index) => {
      const order = orders[index]
      const mark = step.operation === 'Fulfill' ? `N-${index}` : `/Order/${order?.legacyId}"`
      return toShop.hold(step.when, isStep(step, mark))
    })
    const notes = orders.map((order, index) =>
      story.erp.deliver(salesOrderOf(story, order), [{ item: 'MUG-1', qty: 2 }], { lr_no: `N-${index}` }),
    )
    await story.erp.deliveries.settled()
    await Promise.all(held)
    await doomed.kill()

    await using _next = await startProcess(story, 'worker')
    await inStep(story)
    for (const [index, order] of orders.entries()) {
      const step = STEPS[index]?.name
      const told = shipmentsOf(story, order).map(({ numbers, units }) => [numbers, units])
      expect({ step, told }).toEqual({ step, told: [[[`N-${index}`], { 'MUG-1': 2 }]] })
      expect({ step, mails: mailsOf(story, order) }).toEqual({ step, mails: 1 })
      expect(await transferOf(story, notes[index]?.name ?? '')).toMatchObject({ state: 'synced' })
      expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    }
    const own = story.erp.documents('Delivery Note').filter((note) => note['tillbridge_ref'])
    expect(own).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'calls of which nobody knows the end, and calls that never arrive: each parcel once',
  async () => {
    const orders = await bookedBy(4)
    await using _worker = await startProcess(story, 'worker')
    // So few that none of them can strike one parcel so often in a row that its pauses grow to minutes.
    for (const fault of FAULTS) story.shop.faults.add({ match: 'graphql', probability: 0.15, times: 4, fault })
    story.erp.deliveries.configure({ duplicateShare: 0.5, shuffle: true })
    const parcels = orders.flatMap((order) =>
      ['A', 'B'].map((letter) => {
        const note = story.erp.deliver(salesOrderOf(story, order), [{ item: 'MUG-1', qty: 2 }])
        return { letter, shipment: story.erp.ship(note.name), order }
      }),
    )
    for (const { letter, shipment, order } of parcels)
      story.erp.track(shipment.name, { awb: `${letter}-${order.legacyId}`, status: 'In Progress' })
    await story.erp.deliveries.settled()
    await inStep(story)
    story.shop.faults.clear()
    for (const { shipment } of parcels) story.erp.track(shipment.name, { status: 'Delivered' })
    await inStep(story)
    for (const order of orders) {
      const sent = shipmentsOf(story, order).filter(({ status }) => status === 'SUCCESS')
      const numbers = sent.map((one) => one.numbers.join()).sort()
      expect([order.name, numbers]).toEqual([order.name, [`A-${order.legacyId}`, `B-${order.legacyId}`]])
      expect(sent.map(({ units }) => units)).toEqual([{ 'MUG-1': 2 }, { 'MUG-1': 2 }])
    }
  },
  PATIENCE_MS,
)
