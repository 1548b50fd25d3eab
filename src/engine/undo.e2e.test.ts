import { afterEach, expect, test } from 'vitest'
import { connectorRegistry } from '#app/registry'
import type { Connector } from '#contract/connector'
import type { DocumentTarget } from '#contract/target'
import { retryTransfers } from '#database/transfers'
import { dateIn } from '#lib/clock'
import type { DocumentKind } from '#model/documents'
import { boundMugs, type History, issued, PATIENCE_MS, startHistory } from './go-live.test-kit.ts'

let history: History
afterEach(() => history[Symbol.asyncDispose]())

const DOCTYPES = ['Sales Order', 'Sales Invoice', 'Payment Entry'] as const
const counts = (): number[] => DOCTYPES.map((doctype) => issued(history, doctype).length)

const range = (from: number, to: number) =>
  ({
    organizationId: history.organizationId,
    integrationId: history.integrationId,
    scope: { kind: 'range', since: history.ago(from).toISOString(), until: history.ago(to).toISOString() },
  }) as const

async function undo(from = 48, to = 0) {
  return history.running.bridge.engine.undo(range(from, to), { by: 'Ann' })
}

/** Everything is booked of orders that were placed some hours ago. */
async function booked(...hoursAgo: readonly number[]) {
  const orders = hoursAgo.map((hours) => history.placed(hours))
  const { engine } = history.running.bridge
  const { organizationId, integrationId } = history
  const since = history.ago(90)
  const { backfill } = await engine.backfill({
    organizationId,
    integrationId,
    flow: 'orders',
    since,
    until: history.ago(0),
  })
  await history.settled()
  return { orders, backfill }
}

test(
  'a range is previewed, taken back in the order that the ERP demands, and stays so until a person says otherwise',
  async () => {
    history = await startHistory()
    const {
      orders: [early, first, second],
    } = await booked(30, 20, 16)
    expect(counts()).toEqual([3, 3, 3])
    const { engine, queries } = history.running.bridge

    const requests = history.erp.requestCount
    const preview = await engine.previewUndo(range(24, 0))
    expect(history.erp.requestCount).toBe(requests)
    expect(preview.records.map((one) => one.recordName).toSorted()).toEqual([first?.name, second?.name])
    expect(preview.records[0]?.steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'cancel payment',
      'cancel invoice',
      'cancel sales-order',
    ])
    expect(counts()).toEqual([3, 3, 3])

    expect(await undo(24)).toEqual({ undone: 2, open: [], left: 0 })
    expect(counts()).toEqual([1, 1, 1])
    expect(await history.transfer(first?.name ?? '')).toMatchObject({
      state: 'skipped',
      causeCode: 'UNDONE',
      causeMessage: expect.stringMatching(/^Undone on \d{4}-\d\d-\d\d by Ann\.$/),
    })
    expect(await history.transfer(early?.name ?? '')).toMatchObject({ state: 'synced' })
    const { attempts, links } = await history.story(first?.name ?? '')
    expect(attempts).toHaveLength(2)
    expect(attempts[1]?.exchanges).not.toEqual([])
    expect(links.map((link) => link.state)).toEqual(['cancelled', 'cancelled', 'cancelled'])

    // A second undo finds nothing, and asks the ERP for nothing.
    const afterwards = history.erp.requestCount
    expect(await undo(24)).toEqual({ undone: 0, open: [], left: 0 })
    expect(history.erp.requestCount).toBe(afterwards)

    // Neither a change in the store nor a search books it again.
    history.shop.update(first?.id ?? '', { note: 'where is it?' })
    await history.sweep()
    await history.settled()
    expect(await history.transfer(first?.name ?? '')).toMatchObject({ state: 'skipped', causeCode: 'UNDONE' })
    expect(counts()).toEqual([1, 1, 1])

    const { transferId } = await history.transfer(first?.name ?? '')
    await retryTransfers(queries, history.organizationId, { transferIds: [transferId], lift: true })
    await history.settled()
    expect(await history.transfer(first?.name ?? '')).toMatchObject({ state: 'synced', causeCode: null })
    expect(counts()).toEqual([2, 2, 2])
    const again = issued(history, 'Sales Invoice').at(-1)
    expect(again?.['tillbridge_ref']).toBe(`acme:invoice:${first?.legacyId}#2`)
  },
  PATIENCE_MS,
)

test(
  'an undo of an import takes back what the import brought in, and nothing that was there before',
  async () => {
    history = await startHistory()
    await booked(30)
    const earlier = history.placed(10)
    const { organizationId, integrationId } = history
    const { engine } = history.running.bridge
    const request = { organizationId, integrationId, flow: 'orders', since: history.ago(48), until: history.ago(1) }
    const { backfill } = await engine.backfill(request)
    await history.settled()
    expect(counts()).toEqual([2, 2, 2])
    const scope = { kind: 'import', backfillId: backfill.backfillId } as const
    expect(await engine.previewUndo({ organizationId, integrationId, scope })).toMatchObject({
      records: [{ recordName: earlier.name }],
      leftAlone: 1,
    })
    expect(await engine.undo({ organizationId, integrationId, scope }, { by: 'Ann' })).toMatchObject({ undone: 1 })
    expect(counts()).toEqual([1, 1, 1])
  },
  PATIENCE_MS,
)

test(
  'what the ERP refuses to cancel waits for a person, half undone, and goes on when it is tried again',
  async () => {
    history = await startHistory()
    const {
      orders: [order],
    } = await booked(20)
    const [invoice] = issued(history, 'Sales Invoice')
    // Somebody else's document rests on the order.
    const note = history.erp.insert({
      doctype: 'Payment Entry',
      docstatus: 1,
      payment_type: 'Receive',
      company: 'Acme GmbH',
      party_type: 'Customer',
      party: invoice?.['customer'],
      paid_to: 'Stripe Clearing - AC',
      paid_amount: 1,
      received_amount: 1,
      reference_no: 'by hand',
      reference_date: history.erp.site.today(),
    })
    expect(note.docstatus).toBe(1)
    history.erp.faults.next(
      'frappe.client.cancel',
      refusal('Cannot delete or cancel because Sales Invoice is linked with Journal Entry JV-1'),
      1,
    )
    const result = await undo()
    expect(result).toMatchObject({
      undone: 0,
      open: [{ recordName: order?.name, state: 'attention', causeCode: 'DOCUMENT_IN_USE' }],
    })
    expect(counts()[1]).toBe(1)
    const { transferId } = await history.transfer(order?.name ?? '')
    await retryTransfers(history.running.bridge.queries, history.organizationId, {
      transferIds: [transferId],
      lift: true,
    })
    await history.settled()
    expect(await history.transfer(order?.name ?? '')).toMatchObject({ state: 'skipped', causeCode: 'UNDONE' })
    expect(counts().slice(0, 2)).toEqual([0, 0])
  },
  PATIENCE_MS,
)

const refusal = (message: string) => ({
  kind: 'status' as const,
  status: 417,
  body: JSON.stringify({
    exc_type: 'LinkExistsError',
    exception: `frappe.exceptions.LinkExistsError: ${message}`,
    _server_messages: JSON.stringify([JSON.stringify({ message })]),
  }),
})

test(
  'a connection that breaks in the middle of an undo costs nothing: the rest is looked up and taken back',
  async () => {
    history = await startHistory()
    const { orders } = await booked(20, 16, 12)
    history.erp.faults.next('frappe.client.cancel', { kind: 'reset-after' }, 2)
    history.erp.faults.next('frappe.client.cancel', { kind: 'status', status: 502, body: '<html>' }, 2)
    const { open, undone } = await undo()
    expect(undone + open.length).toBe(3)
    await history.settled()
    expect(counts()).toEqual([0, 0, 0])
    for (const order of orders) expect(await history.transfer(order.name)).toMatchObject({ causeCode: 'UNDONE' })
  },
  PATIENCE_MS,
)

test(
  'documents that a person has cancelled, deleted or left as drafts are no obstacle',
  async () => {
    history = await startHistory({ policies: { documents: 'order', payments: false } })
    await booked(20, 16)
    const { site } = history.erp
    const [gone, cancelled] = issued(history, 'Sales Order')
    site.request('Administrator', () => {
      for (const one of [gone, cancelled])
        site.save({ ...site.get('Sales Order', String(one?.['name'])), docstatus: 2 })
      site.delete('Sales Order', String(gone?.['name']))
    })
    // In place of the deleted one somebody began another.
    const { customer, tillbridge_ref } = gone ?? {}
    const items = [{ item_code: 'MUG-1', qty: 1, rate: 10, delivery_date: site.today(), warehouse: 'Stores - AC' }]
    const head = { doctype: 'Sales Order', company: 'Acme GmbH', customer, currency: 'EUR', tillbridge_ref }
    history.erp.insert({ ...head, delivery_date: site.today(), items })
    expect(await undo()).toEqual({ undone: 2, open: [], left: 0 })
    expect(history.erp.documents('Sales Order').filter((one) => one.docstatus !== 2)).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'orders that are on their way are stopped',
  async () => {
    history = await startHistory({ start: { roles: ['web'] } })
    history.placed(20)
    const { engine } = history.running.bridge
    const { organizationId, integrationId } = history
    await engine.backfill({
      organizationId,
      integrationId,
      flow: 'orders',
      since: history.ago(48),
      until: history.ago(0),
    })
    expect((await history.states()).pending).toBe(1)
    const preview = await engine.previewUndo(range(48, 0))
    expect(preview.records).toMatchObject([{ steps: [] }])
    const worker = engine.startWorker()
    // Raised as undone before a worker has it, or after: both end with nothing in the books.
    expect(await undo()).toMatchObject({ left: 0, open: [] })
    await worker.stop()
    expect(counts()).toEqual([0, 0, 0])
  },
  PATIENCE_MS,
)

/** The ERP as one that cannot cancel what it has booked. */
function withoutCancelling(kinds: readonly DocumentKind[]): typeof connectorRegistry {
  const erpnext = connectorRegistry.get('erpnext')
  if (erpnext === undefined) throw new Error('no erpnext')
  const documents = erpnext.writes.documents as DocumentTarget<never>
  const { capabilities } = documents
  const cancels = capabilities.cancels.filter((kind) => !kinds.includes(kind))
  const less = (connector: Connector<never>): Connector<never> => ({
    ...connector,
    writes: { ...connector.writes, documents: { ...documents, capabilities: { ...capabilities, cancels } } },
  })
  const changed: Connector<never> = {
    ...less(erpnext),
    forSettings: (settings) => less(erpnext.forSettings?.(settings) ?? erpnext),
  }
  return new Map([...connectorRegistry, ['erpnext', changed]])
}

test(
  'where booked documents cannot be cancelled, they are credited, and the money is turned round',
  async () => {
    const connectors = withoutCancelling(['invoice', 'payment', 'sales-order'])
    history = await startHistory({ start: { connectors } })
    const {
      orders: [order],
    } = await booked(20)
    expect(await undo()).toEqual({ undone: 1, open: [], left: 0 })
    const invoices = issued(history, 'Sales Invoice')
    expect(invoices.map((one) => [one['is_return'], one['grand_total']])).toEqual([
      [0, 25],
      [1, -25],
    ])
    const payments = issued(history, 'Payment Entry')
    expect(payments.map((one) => [one['payment_type'], one['paid_amount']])).toEqual([
      ['Receive', 25],
      ['Pay', 25],
    ])
    expect(await undo()).toEqual({ undone: 0, open: [], left: 0 })
    const { links } = await history.story(order?.name ?? '')
    expect(links.map((link) => link.state)).toEqual(Array(5).fill('cancelled'))

    const { transferId } = await history.transfer(order?.name ?? '')
    await retryTransfers(history.running.bridge.queries, history.organizationId, {
      transferIds: [transferId],
      lift: true,
    })
    await history.settled()
    expect(await history.transfer(order?.name ?? '')).toMatchObject({ state: 'synced' })
    expect(issued(history, 'Sales Invoice').reduce((sum, one) => sum + Number(one['grand_total']), 0)).toBe(25)
  },
  PATIENCE_MS,
)

test(
  'what lies in a closed period is credited today instead of cancelled',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice' } })
    // Its item is known by what the product is bound to alone, when it is booked and when it is credited.
    const order = history.placed(60, { lines: await boundMugs(history) })
    await booked()
    const { site } = history.erp
    const closed = dateIn('Europe/Berlin', history.ago(25))
    site.request('Administrator', () => site.setSingle('Accounts Settings', { acc_frozen_upto: closed }))
    expect(await undo(90)).toEqual({ undone: 1, open: [], left: 0 })
    const [invoice, credit] = issued(history, 'Sales Invoice')
    expect([invoice?.['grand_total'], credit?.['grand_total']]).toEqual([25, -25])
    expect(String(credit?.['posting_date']) > closed).toBe(true)
    const payments = issued(history, 'Payment Entry').map((one) => [one['payment_type'], one['paid_amount']])
    expect(payments).toEqual([
      ['Receive', 25],
      ['Pay', 25],
    ])
    expect(await history.transfer(order.name)).toMatchObject({ state: 'skipped', causeCode: 'UNDONE' })
    expect(await undo(90)).toEqual({ undone: 0, open: [], left: 0 })
  },
  PATIENCE_MS,
)
