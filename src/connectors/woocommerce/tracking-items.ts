import type { WooMeta } from './vendor.ts'
import type { Sent } from './parcels.ts'

/** Where the common shipment-tracking plug-ins keep the numbers that they show to the customer and in their mails. */
export const TRACKING_FIELD = '_wc_shipment_tracking_items'

const OURS = 'tillbridge-'

/** The field with the numbers of what stands as sent; those that others entered stay. */
export function trackingItems(meta: WooMeta, sent: readonly Sent[]): readonly unknown[] {
  const value = meta.find(({ key }) => key === TRACKING_FIELD)?.value
  const others = Array.isArray(value) ? (value as unknown[]).filter((item) => !isOurs(item)) : []
  const ours = sent
    .filter(({ cancelledAt }) => cancelledAt === null)
    .flatMap(({ id, at, parcels }) =>
      parcels.flatMap(({ carrier, number, url }, index) =>
        number === null
          ? []
          : [
              {
                tracking_provider: '',
                custom_tracking_provider: carrier ?? '',
                custom_tracking_link: url ?? '',
                tracking_number: number,
                date_shipped: String(Math.floor(Date.parse(at) / 1000)),
                tracking_id: `${OURS}${id}-${index + 1}`,
              },
            ],
      ),
    )
  return [...others, ...ours]
}

const isOurs = (item: unknown): boolean =>
  typeof item === 'object' &&
  item !== null &&
  'tracking_id' in item &&
  typeof item.tracking_id === 'string' &&
  item.tracking_id.startsWith(OURS)
