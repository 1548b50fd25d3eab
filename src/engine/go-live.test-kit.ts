import { saveBindings } from '#database/bindings'
import { type Clock, systemClock } from '#lib/clock'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { type Story, startStory, type StoryOptions } from '#testing/story'

/** Starting servers and settling dozens of orders on a busy machine. */
export const PATIENCE_MS = 120_000

export const HOUR_MS = 60 * 60_000

/** A clock that runs behind the real one, by as much as is left. */
export interface PastClock extends Clock {
  /** Sets it to some hours before now. */
  goBack(hours: number): void
}

export function pastClock(): PastClock {
  let behindMs = 0
  return {
    now: () => new Date(systemClock.now().getTime() - behindMs),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    goBack: (hours) => {
      behindMs = hours * HOUR_MS
    },
  }
}

export interface History extends Story {
  /** Places an order so many hours ago. */
  placed(
    hoursAgo: number,
    more?: Partial<PlaceOrder>,
  ): { readonly id: string; readonly name: string; readonly legacyId: string }
  /** The instant so many hours ago. */
  ago(hours: number): Date
}

/** A shop with a past, of which Tillbridge has heard nothing yet. */
export async function startHistory(
  options: StoryOptions = {},
  { allowReferences = true }: { readonly allowReferences?: boolean } = {},
): Promise<History> {
  const clock = pastClock()
  const story = await startStory({
    withoutWebhooks: true,
    ...options,
    shop: { shop: { currency: 'EUR', taxesIncluded: true, ianaTimezone: 'Europe/Berlin' }, clock, ...options.shop },
  })
  if (allowReferences) letReferencesIn(story)
  return {
    ...story,
    ago: (hours) => new Date(systemClock.now().getTime() - hours * HOUR_MS),
    placed(hoursAgo, more = {}) {
      clock.goBack(hoursAgo)
      const order = story.shop.place({
        lines: [
          { sku: 'MUG-1', title: 'Mug', quantity: 2, price: '12.50', taxRates: [{ title: 'VAT 25%', rate: '0.25' }] },
        ],
        ...more,
      })
      clock.goBack(0)
      return order
    },
  }
}

/** Documents of the ERP that are issued, neither drafts nor taken back. */
export const issued = ({ erp }: Pick<Story, 'erp'>, doctype: string): Readonly<Record<string, unknown>>[] =>
  erp.documents(doctype).filter((document) => document.docstatus === 1)

export interface HandBooking {
  /** Price of a mug without tax; default 10, as the shop sells it. */
  readonly rate?: number
  readonly withoutPayment?: boolean
  /** Default today. */
  readonly date?: string
}

/** What somebody books for an order without Tillbridge: an invoice of two mugs, and its payment. */
export function bookByHand(
  { erp }: Pick<Story, 'erp'>,
  orderName: string,
  { rate = 10, withoutPayment = false, date = erp.site.today() }: HandBooking = {},
): { readonly invoice: string; readonly payment: string } {
  const customer = 'Ann Example'
  const amount = rate * 2.5
  const invoice = erp.insert({
    doctype: 'Sales Invoice',
    docstatus: 1,
    company: 'Acme GmbH',
    customer,
    currency: 'EUR',
    set_posting_time: 1,
    posting_date: date,
    due_date: date,
    po_no: orderName,
    items: [{ item_code: 'MUG-1', qty: 2, rate }],
    taxes: [{ charge_type: 'On Net Total', account_head: 'VAT 25% - AC', description: 'VAT', rate: 25 }],
  })
  if (withoutPayment) return { invoice: invoice.name, payment: '' }
  const payment = erp.insert({
    doctype: 'Payment Entry',
    docstatus: 1,
    payment_type: 'Receive',
    company: 'Acme GmbH',
    party_type: 'Customer',
    party: customer,
    paid_to: 'Stripe Clearing - AC',
    paid_amount: amount,
    received_amount: amount,
    posting_date: date,
    reference_no: `by hand ${invoice.name}`,
    reference_date: erp.site.today(),
    references: [{ reference_doctype: 'Sales Invoice', reference_name: invoice.name, allocated_amount: amount }],
  })
  return { invoice: invoice.name, payment: payment.name }
}

/** A product of the shop without an SKU, known to be the ERP's mug: lines of an order that sell it. */
export async function boundMugs({ shop, running, organizationId, integrationId }: Story): Promise<PlaceOrder['lines']> {
  const product = shop.products.addProduct({ title: 'Mug', variants: [{ price: '12.50' }] })
  const variant = String(product.variants[0]?.id)
  await saveBindings(running.bridge.pool, { organizationId, integrationId }, [
    {
      storeVariant: variant,
      storeProduct: String(product.id),
      targetItem: 'MUG-1',
      targetProduct: 'MUG-1',
      reference: null,
      sku: null,
      state: 'bound',
      fields: {},
    },
  ])
  const taxRates = [{ title: 'VAT 25%', rate: '0.25' }]
  return [{ variantId: variant, quantity: 2, price: '12.50', taxRates }]
}

/** As the preparation of a connection sets it: issued documents take our reference. */
function letReferencesIn({ erp }: Pick<Story, 'erp'>): void {
  const { site } = erp
  const own = erp.documents('Custom Field').filter((field) => field['fieldname'] === 'tillbridge_ref')
  site.request('Administrator', () => {
    for (const field of own) site.save({ ...site.get('Custom Field', field['name']), allow_on_submit: 1 })
  })
}
