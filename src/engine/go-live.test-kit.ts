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
export async function startHistory(options: StoryOptions = {}): Promise<History> {
  const clock = pastClock()
  const story = await startStory({
    withoutWebhooks: true,
    ...options,
    shop: { shop: { currency: 'EUR', taxesIncluded: true, ianaTimezone: 'Europe/Berlin' }, clock, ...options.shop },
  })
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
