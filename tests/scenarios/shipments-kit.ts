import { listTransfers, type TransferView } from '#database/transfers'
import { listConnections } from '#database/connections'
import type { Doc } from '#sandboxes/erpnext/controller'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { ACME_MAPPINGS, startStory, type Story, type StoryOptions } from '#testing/story'
import { booksOf, rows } from './books.ts'

export const STORES = 'Stores - AC'
export const PARIS = 'Paris - AC'
const ITEMS = ['MUG-1', 'CAP', 'SOCKS', 'BOOK-7']

export interface ShippingOptions extends StoryOptions {
  /** Rules of the integration by flow. */
  readonly rules?: Readonly<Record<string, object>>
}

/** What a story with deliveries adds to a configuration file: both flows, and rules. */
export const withShipments =
  (rules: Readonly<Record<string, object>> = {}) =>
  (file: { readonly integrations: Readonly<Record<string, object>> }): unknown => ({
    ...file,
    integrations: Object.fromEntries(
      Object.entries(file.integrations).map(([key, integration]) => [
        key,
        { ...integration, flows: { fulfillments: { enabled: true } }, rules },
      ]),
    ),
  })

/** A shop with two locations, an ERP with a warehouse for each that tells of its deliveries, and goods in both. */
export async function startShipping(options: ShippingOptions = {}): Promise<Story> {
  const story = await startStory({
    ...options,
    erpSettings: { webhookSecret: 'between us', ...options.erpSettings },
    adjust: withShipments(options.rules),
  })
  for (const item of ITEMS) for (const warehouse of [STORES, PARIS]) story.erp.stock.receive(item, warehouse, 100_000)
  const [main = 0, other = 0] = story.shop.locations()
  const locations = [
    { location: String(main), warehouse: STORES },
    { location: String(other), warehouse: PARIS },
  ]
  await story.configure({
    ...(options.policies === undefined ? {} : { policies: options.policies }),
    mappings: { ...ACME_MAPPINGS, ...options.mappings, locations },
  })
  if (options.withoutWebhooks !== true) await listenToErp(story)
  return story
}

/** Has the ERP tell of what changes there. */
export async function listenToErp({ running, organizationId }: Story): Promise<void> {
  const { bridge, url } = running
  const connections = await listConnections(bridge.pool, bridge.sealer, organizationId)
  const erp = connections.find((connection) => connection.key === 'erp')
  if (erp !== undefined && url !== null) await bridge.engine.subscribe(erp, url)
}

/** Resolves when neither side has anything left to tell and nothing is left to run. */
export async function inStep(story: Story): Promise<void> {
  for (let quiet = 0; quiet < 2;) {
    await story.erp.deliveries.settled()
    const before = story.erp.deliveries.delivered + story.shop.deliveries.delivered
    await story.settled()
    await story.erp.deliveries.settled()
    quiet = before === story.erp.deliveries.delivered + story.shop.deliveries.delivered ? quiet + 1 : 0
  }
}

/** The ERP's sales order of an order of the shop. */
export function salesOrderOf(story: Story, order: PlacedOrder): string {
  const [found] = booksOf(story, order).orders
  if (found === undefined) throw new Error(`${order.name} has no sales order`)
  return String(found['name'])
}

/** Placed, paid and booked. */
export async function booked(story: Story, input: Parameters<Story['shop']['place']>[0]): Promise<PlacedOrder> {
  const order = story.shop.place(input)
  await inStep(story)
  const transfer = await story.transfer(order.name)
  if (transfer.state !== 'synced') throw new Error(`${order.name} is not booked: ${transfer.causeMessage ?? ''}`)
  return order
}

export interface SeenFulfillment {
  readonly status: string
  readonly location: number
  readonly numbers: readonly (string | null)[]
  readonly units: Readonly<Record<string, number>>
}

/** What the shop shows of an order's shipments, looked at from within the shop. */
export function shipmentsOf({ shop }: Story, order: PlacedOrder): SeenFulfillment[] {
  const state = shop.order(order.id)
  return state.fulfillments.map(({ status, locationId, tracking, lines }) => ({
    status,
    location: locationId,
    numbers: tracking.map(({ number }) => number),
    units: Object.fromEntries(
      lines.map(({ lineId, quantity }) => [
        state.lines.find(({ id }) => id === lineId)?.sku ?? String(lineId),
        quantity,
      ]),
    ),
  }))
}

export const mailsOf = ({ shop }: Story, order: PlacedOrder): number => shop.notifications(order.id).length

/** The transfer of a delivery. */
export async function transferOf({ running, organizationId }: Story, record: string): Promise<TransferView> {
  const [found] = await listTransfers(running.bridge.queries, organizationId, { record: `target/${record}` })
  if (found === undefined) throw new Error(`there is no transfer of ${record}`)
  return found
}

export const deliveryNotes = ({ erp }: Story, order: string): Doc[] =>
  erp
    .documents('Delivery Note')
    .filter((note) => rows(note, 'items').some((row) => row['against_sales_order'] === order))
