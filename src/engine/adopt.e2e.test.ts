import { afterEach, expect, test } from 'vitest'
import { dateIn } from '#lib/clock'
import { retryTransfers } from '#database/transfers'
import { bookByHand, boundMugs, type History, issued, PATIENCE_MS, startHistory } from './go-live.test-kit.ts'

let history: History
afterEach(() => history[Symbol.asyncDispose]())

const DOCTYPES = ['Sales Order', 'Sales Invoice', 'Payment Entry'] as const
const counts = (): number[] => DOCTYPES.map((doctype) => issued(history, doctype).length)
const range = (from = 48, to = 0) => ({
  organizationId: history.organizationId,
  integrationId: history.integrationId,
  since: history.ago(from),
  until: history.ago(to),
})

test(
  'what another connector has booked is adopted, and nothing is written twice',
  async () => {
    history = await startHistory()
    const { engine } = history.running.bridge
    const lines = await boundMugs(history)
    const orders = [20, 16, 12].map((hours) => history.placed(hours, hours === 20 ? { lines } : {}))
    const [first, second, third] = orders
    const books = [first, second].map((order) => bookByHand(history, order?.name ?? ''))

    const found = await engine.findAdoptions(range())
    expect(found).toMatchObject({ orders: 3, ours: 0 })
    expect(
      found.adoptions.map(({ recordName, kind, externalId, state }) => [recordName, kind, externalId, state]),
    ).toEqual(
      [first, second].flatMap((order, index) => [
        [order?.name, 'invoice', books[index]?.invoice, 'sure'],
        [order?.name, 'payment', books[index]?.payment, 'sure'],
      ]),
    )
    expect(found.missing.map(({ orderName, kind }) => `${orderName} ${kind}`)).toEqual(
      expect.arrayContaining([`${third?.name} invoice`, `${third?.name} payment`]),
    )

    // Meanwhile nothing of the range is written, whatever raises it.
    await history.sweep()
    await history.settled()
    expect(counts()).toEqual([0, 2, 2])
    expect(await history.transfer(third?.name ?? '')).toMatchObject({ state: 'attention', causeCode: 'ADOPTION_OPEN' })

    const taken = await engine.takeSure({ ...range(), by: 'Ann' })
    expect(taken).toMatchObject({ adopted: 4, failed: [], released: 3 })
    await history.settled()
    for (const order of orders) expect(await history.transfer(order.name)).toMatchObject({ state: 'synced' })
    expect(counts()).toEqual([1, 3, 3])
    const adopted = issued(history, 'Sales Invoice').find((one) => one['name'] === books[0]?.invoice)
    expect(adopted?.['tillbridge_ref']).toBe(`acme:invoice:${first?.legacyId}`)
    // Its rows are known too, though only what the product is bound to tells the item.
    const { rows } = await history.running.bridge.pool.query(
      'select array(select jsonb_object_keys(row_ids)) as ids from tillbridge.links where external_id = $1',
      [books[0]?.invoice],
    )
    expect(rows).toEqual([{ ids: [expect.stringMatching(/^line:/)] }])

    // Again: there is nothing left, and another change in the store writes nothing either.
    expect(await engine.takeSure({ ...range(), by: 'Ann' })).toMatchObject({ orders: 0, ours: 3, adopted: 0 })
    history.shop.update(first?.id ?? '', { note: 'call first' })
    await history.sweep()
    await history.settled()
    expect(counts()).toEqual([1, 3, 3])
  },
  PATIENCE_MS,
)

test(
  'of two documents for one order a person chooses, and of those that differ says so',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice', payments: false } })
    const { engine, queries } = history.running.bridge
    const twice = history.placed(20)
    const dearer = history.placed(16)
    const stranger = history.placed(12)
    const [one, other] = [bookByHand(history, twice.name), bookByHand(history, twice.name)]
    const date = dateIn('Europe/Berlin', history.ago(16))
    const wrong = bookByHand(history, dearer.name, { rate: 11, date, withoutPayment: true })
    const [unnamed] = [bookByHand(history, 'no number', { rate: 20 })]
    const found = await engine.takeSure({ ...range(), by: 'Ann' })
    expect(found).toMatchObject({ adopted: 0, released: 1 })
    expect(found.adoptions.map(({ recordName, externalId, reasons }) => [recordName, externalId, ...reasons])).toEqual([
      [twice.name, one.invoice, 'several'],
      [twice.name, other.invoice, 'several'],
      [dearer.name, wrong.invoice, 'amount-differs'],
    ])
    await history.settled()
    expect(await history.transfer(stranger.name)).toMatchObject({ state: 'synced' })
    expect(issued(history, 'Sales Invoice')).toHaveLength(5)
    expect(unnamed?.invoice).toBeDefined()

    const decide = async (order: { name: string; legacyId: string }, externalId: string) => {
      const { transferId } = await history.transfer(order.name)
      const { organizationId, integrationId } = history
      const names = { transferId, recordKey: order.legacyId, recordName: order.name }
      return engine.confirmAdoption({ organizationId, integrationId, ...names, externalId, by: 'Ann' })
    }
    await expect(decide(twice, 'ACC-SINV-0')).rejects.toMatchObject({ code: 'ADOPTION_UNKNOWN' })
    expect(await decide(twice, other.invoice)).toEqual({ differs: null })
    await history.settled()
    expect(await history.transfer(twice.name)).toMatchObject({ state: 'synced' })
    expect(issued(history, 'Sales Invoice')).toHaveLength(5)

    expect((await decide(dearer, wrong.invoice)).differs).toContain('total 27.5 instead of 25 EUR')
    await history.settled()
    expect(await history.transfer(dearer.name)).toMatchObject({
      state: 'attention',
      causeCode: 'ADOPTED_WITH_DIFFERENCE',
      causeMessage: expect.stringContaining(wrong.invoice),
    })
    expect(issued(history, 'Sales Invoice')).toHaveLength(5)

    // Who has looked may let the difference be written: a credit of what was too much.
    const { transferId } = await history.transfer(dearer.name)
    await retryTransfers(queries, history.organizationId, { transferIds: [transferId], lift: true })
    await history.settled()
    const total = issued(history, 'Sales Invoice')
      .filter((document) => document['name'] === wrong.invoice || document['return_against'] === wrong.invoice)
      .reduce((sum, document) => sum + Number(document['grand_total']), 0)
    expect(await history.transfer(dearer.name)).toMatchObject({ causeCode: null, state: 'synced' })
    expect(total).toBe(25)
  },
  PATIENCE_MS,
)

test(
  'what a person rejects is not offered again, and the order is booked',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice', payments: false } })
    const { engine } = history.running.bridge
    const order = history.placed(20)
    bookByHand(history, order.name, { rate: 11 })
    await engine.findAdoptions(range())
    const { transferId } = await history.transfer(order.name)
    const { organizationId, integrationId } = history
    expect(
      await engine.rejectAdoptions({ organizationId, integrationId, transferId, externalId: null, by: 'Ann' }),
    ).toBe(1)
    await history.settled()
    expect(await history.transfer(order.name)).toMatchObject({ state: 'synced' })
    expect(issued(history, 'Sales Invoice')).toHaveLength(2)
  },
  PATIENCE_MS,
)

test(
  'an adoption that breaks off is taken up again, and a range can be let go as it is',
  async () => {
    history = await startHistory()
    const { engine } = history.running.bridge
    const orders = [20, 16, 12].map((hours) => history.placed(hours))
    for (const order of orders.slice(0, 2)) bookByHand(history, order.name)
    // The reference is stored, and the answer never arrives.
    history.erp.faults.next('frappe.client.set_value', { kind: 'reset-after' }, 1)
    await expect(engine.takeSure({ ...range(), by: 'Ann' })).rejects.toMatchObject({ kind: 'outcome-unknown' })
    await history.sweep()
    await history.settled()
    expect(counts()).toEqual([0, 2, 2])
    expect(await engine.takeSure({ ...range(), by: 'Ann' })).toMatchObject({ adopted: 4, failed: [] })
    await history.settled()
    expect(counts()).toEqual([1, 3, 3])

    const last = history.placed(2)
    bookByHand(history, last.name, { rate: 11 })
    const found = await engine.findAdoptions(range(4))
    // Stopped before all orders were read, nothing is decided.
    const stop = new AbortController()
    const stopped = { ...range(4), by: 'Ann', signal: stop.signal, onProgress: () => stop.abort() }
    await expect(engine.takeSure(stopped)).rejects.toThrow('aborted')
    expect((await engine.findAdoptions(range(4))).adoptions).toEqual(found.adoptions)
    expect(await engine.releaseAdoptions(range(4))).toBe(1)
    await history.settled()
    expect(await history.transfer(last.name)).toMatchObject({ state: 'synced' })
  },
  PATIENCE_MS,
)

test(
  'a site that takes no reference into issued documents is no obstacle; an undo leaves alone what was adopted',
  async () => {
    history = await startHistory({ erp: { seed: 'reference' } }, { allowReferences: false })
    const { engine } = history.running.bridge
    const order = history.placed(20)
    const { invoice } = bookByHand(history, order.name, { withoutPayment: true })
    expect(await engine.takeSure({ ...range(), by: 'Ann' })).toMatchObject({ adopted: 1, failed: [] })
    await history.settled()
    // The payment was missing.
    expect(counts()).toEqual([0, 1, 1])
    const { organizationId, integrationId } = history
    const scope = { kind: 'range', since: history.ago(48).toISOString(), until: history.ago(0).toISOString() } as const
    expect(await engine.undo({ organizationId, integrationId, scope }, { by: 'Ann' })).toMatchObject({
      undone: 1,
      open: [],
    })
    expect(issued(history, 'Sales Invoice').map((one) => one['name'])).toEqual([invoice])
    expect(counts()).toEqual([0, 1, 0])
  },
  PATIENCE_MS,
)
