import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SandboxRequest } from '#sandboxes/kit/server'
import { seededRandom } from '#sandboxes/shopify/ids'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { startStory, type Story } from '#testing/story'
import { aMug, amount, booksOf, byItem, FLAWLESS, line, PATIENCE_MS, proofOf, vat } from './books.ts'
import { type Gateway, startGateway } from '#testing/gateway'
import { type PostOffice, startPostOffice } from '#testing/post-office'
import { startProcess } from '#testing/own-process'

// The web server of the story takes letters; only processes that a test starts, and kills, do the work.
let story: Story
let post: PostOffice
let toShop: Gateway
let toErp: Gateway

beforeAll(async () => {
  story = await startStory({
    shop: { shop: { currency: 'EUR', ianaTimezone: 'Europe/Berlin', plan: 'enterprise' } },
    start: { roles: ['web'] },
    withoutWebhooks: true,
    slots: 8,
  })
  post = await startPostOffice(story, () => story.shop.deliveries.settled())
  toShop = await startGateway(story.shop.url)
  toErp = await startGateway(story.erp.url)
  await story.configure({
    shopSettings: { baseUrl: toShop.url, plan: 'enterprise' },
    erpSettings: { baseUrl: toErp.url },
  })
}, PATIENCE_MS)
afterAll(async () => {
  await Promise.all([toErp, toShop, post].map((server) => server[Symbol.asyncDispose]()))
  await story[Symbol.asyncDispose]()
})

const url = (): string => story.running.url ?? ''

async function deliverAll(letters: readonly SandboxRequest[]): Promise<void> {
  for (const letter of letters) expect(await post.deliver(letter, url())).toBe(200)
}

interface Step {
  readonly name: string
  readonly gateway: 'shop' | 'erp'
  readonly when: 'before' | 'after'
  /** What the request line or the body must hold beside what names the order. */
  readonly request: RegExp
}

const STEPS: readonly Step[] = [
  { name: 'while it reads the order', gateway: 'shop', when: 'before', request: /graphql/ },
  {
    name: 'after the customer was made',
    gateway: 'erp',
    when: 'after',
    request: /^POST.*"Customer"|^POST \/api\/resource\/Customer /,
  },
  { name: 'before the sales order was sent', gateway: 'erp', when: 'before', request: /^POST.*"?Sales(%20| )Order/ },
  { name: 'after the sales order was made', gateway: 'erp', when: 'after', request: /^POST.*"?Sales(%20| )Order/ },
  { name: 'after the invoice was made', gateway: 'erp', when: 'after', request: /^POST.*Sales(%20| )Invoice/ },
  {
    name: 'after the payment was made, before our commit',
    gateway: 'erp',
    when: 'after',
    request: /^POST.*Payment(%20| )Entry/,
  },
]

/** Whether a request is the one of this step and this order: its number, its payment's or its buyer's address is in it. */
function isStep({ request: pattern }: Step, order: PlacedOrder, email: string) {
  const marks = [order.legacyId, email, ...order.state.transactions.map(({ id }) => String(id))]
  return ({ method, path, body }: SandboxRequest): boolean => {
    const text = `${method} ${path} ${body.toString('utf8').replaceAll('\n', ' ')}`
    return pattern.test(text) && marks.some((mark) => text.includes(mark))
  }
}

test(
  'scenarios 3 and 5: a process killed at each step after the 200 loses nothing and doubles nothing',
  async () => {
    await using doomed = await startProcess(story, 'worker')
    const held: Promise<void>[] = []
    const orders = STEPS.map((step, index) => {
      const email = `buyer-of-step-${index}@example.com`
      const order = story.shop.place(aMug({ customer: { email, firstName: 'Step', lastName: String(index) } }))
      held.push((step.gateway === 'shop' ? toShop : toErp).hold(step.when, isStep(step, order, email)))
      return order
    })
    await deliverAll(await post.take())
    await Promise.all(held)
    await doomed.kill()
    // Before the lease of the dead process ends, its work is visible as running.
    expect(await story.states()).toMatchObject({ running: STEPS.length })

    await using _next = await startProcess(story, 'worker')
    await story.settled()
    for (const [index, order] of orders.entries()) {
      const { orders: booked, invoices, payments } = booksOf(story, order)
      const step = STEPS[index]?.name
      expect({ step, booked: [booked.length, invoices.length, payments.length] }).toEqual({ step, booked: [1, 1, 1] })
      expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', foundBy: 'webhook' })
      expect((await story.story(order.name)).attempts.map(({ outcome }) => outcome)).toContain('synced')
    }
    expect(await proofOf(story)).toMatchObject(FLAWLESS)
    const emails = story.erp.documents('Customer').map((customer) => customer['customer_name'])
    expect(new Set(emails).size).toBe(emails.length)
  },
  PATIENCE_MS,
)

test(
  'scenario 5: a process killed while it replaces a booked order leaves one order, not two and not none',
  async () => {
    await using doomed = await startProcess(story, 'worker')
    const orders = ['after the old one was taken back', 'after the new one was made'].map(() =>
      story.shop.place(aMug({ financial: 'pending' })),
    )
    await deliverAll(await post.take())
    await story.settled()
    const first = orders.map((order) => booksOf(story, order).orders.map((document) => document['name']))

    const held = [
      toErp.hold(
        'after',
        (request) =>
          request.method !== 'GET' && `${request.path} ${request.body.toString()}`.includes(String(first[0])),
      ),
      toErp.hold('after', ({ method, body }) => method === 'POST' && body.includes(`${orders[1]?.legacyId}#2`)),
    ]
    for (const order of orders) story.shop.edit(order.id, { addLines: [line('CAP', 1, '15.00')] })
    await deliverAll(await post.take())
    await Promise.all(held)
    await doomed.kill()

    await using _next = await startProcess(story, 'worker')
    await story.settled()
    for (const [index, order] of orders.entries()) {
      expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
      const books = booksOf(story, order).orders
      expect(books.map((document) => byItem(document, 'qty'))).toEqual([{ 'MUG-1': '1', CAP: '1' }])
      expect(books.map((document) => document['name'])).not.toEqual(first[index])
    }
    expect(await proofOf(story)).toMatchObject(FLAWLESS)
  },
  PATIENCE_MS,
)

/** Every order of the items. */
function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((first, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  )
}

const EVENTS = ['create', 'edit', 'pay', 'ship'] as const

/** Lives the life of one order; answers the letters of each event, with the bodies of that moment. */
async function live(): Promise<{ order: PlacedOrder; letters: Record<(typeof EVENTS)[number], SandboxRequest[]> }> {
  const { shop } = story
  const order = shop.place({
    lines: [line('MUG-1', 3, '19.99'), line('CAP', 2, '3.33', 12)],
    discounts: [{ kind: 'code', name: 'TEN', percentage: '10' }],
    shipping: { price: '4.90', taxRates: vat(25) },
    financial: 'pending',
  })
  const create = await post.take()
  shop.edit(order.id, { quantities: [{ line: 0, quantity: 2 }], addLines: [line('SOCKS', 1, '5.00', 6)] })
  const edit = await post.take()
  shop.pay(order.id)
  const pay = await post.take()
  shop.fulfill(order.id)
  const ship = await post.take()
  return { order, letters: { create, edit, pay, ship } }
}

test(
  'scenario 4: every permutation of create, edit, pay and ship ends in the same documents',
  async () => {
    await using _worker = await startProcess(story, 'worker')
    const lives: (Awaited<ReturnType<typeof live>> & { readonly turn: readonly (typeof EVENTS)[number][] })[] = []
    for (const turn of permutations(EVENTS)) lives.push({ turn, ...(await live()) })
    // Step by step for all of them: each event is booked before the next one of its order comes.
    for (const step of EVENTS.keys()) {
      for (const { turn, letters } of lives) {
        const event = turn[step]
        if (event !== undefined) await deliverAll(letters[event])
      }
      await story.settled()
    }
    const ends: unknown[] = []
    for (const { turn, order } of lives) {
      expect({ turn, ...(await story.transfer(order.name)) }).toMatchObject({
        turn,
        state: 'synced',
        causeMessage: null,
      })
      const { orders, invoices, payments } = booksOf(story, order)
      const sales = [...orders, ...invoices].map((document) => [
        document['doctype'],
        byItem(document, 'qty'),
        byItem(document, 'net_amount'),
        document['grand_total'],
        document['outstanding_amount'],
      ])
      ends.push({ sales, paid: payments.map((payment) => amount(payment, 'paid_amount')) })
    }
    expect(ends).toEqual(ends.map(() => ends[0]))
    expect(ends).toHaveLength(24)
    expect(await proofOf(story)).toMatchObject(FLAWLESS)
  },
  PATIENCE_MS,
)

test(
  'scenarios 3 and 4: a storm of webhooks, doubled, shuffled and from all stages at once, ends in the true state',
  async () => {
    await using _first = await startProcess(story, 'worker')
    await using _second = await startProcess(story, 'worker')
    const letters: SandboxRequest[] = []
    const orders: PlacedOrder[] = []
    for (let count = 0; count < 15; count += 1) {
      const { order, letters: told } = await live()
      orders.push(order)
      letters.push(...EVENTS.flatMap((event) => told[event]))
    }
    const random = seededRandom(34)
    const storm = [...letters, ...letters].map((letter) => ({ letter, at: random() })).sort((a, b) => a.at - b.at)
    const answers = await Promise.all(storm.map(({ letter }) => post.deliver(letter, url())))
    expect(new Set(answers)).toEqual(new Set([200]))
    await story.settled()
    for (const order of orders) {
      expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
      const { orders: booked, invoices, payments } = booksOf(story, order)
      expect([booked.length, invoices.length, payments.length]).toEqual([1, 1, 1])
    }
    expect(await proofOf(story)).toMatchObject(FLAWLESS)
  },
  PATIENCE_MS,
)
