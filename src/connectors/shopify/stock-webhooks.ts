import { z } from 'zod'
import type { WebhookEvent } from '#contract/webhooks'
import { numericId } from './vendor-values.ts'

/** Topics that tell of stock, as they are subscribed. */
export const STOCK_TOPICS: Readonly<Record<string, string>> = {
  INVENTORY_LEVELS_UPDATE: 'inventory_levels/update',
  INVENTORY_LEVELS_CONNECT: 'inventory_levels/connect',
  INVENTORY_LEVELS_DISCONNECT: 'inventory_levels/disconnect',
  INVENTORY_ITEMS_CREATE: 'inventory_items/create',
  INVENTORY_ITEMS_UPDATE: 'inventory_items/update',
  INVENTORY_ITEMS_DELETE: 'inventory_items/delete',
}

export const levelBody = z.object({
  inventory_item_id: numericId,
  location_id: numericId,
  available: z.number().int().nullish(),
})
export const stockItemBody = z.object({ id: numericId })

const changed = (key: string): WebhookEvent & { readonly kind: 'record-changed' } => ({
  kind: 'record-changed',
  record: 'stock',
  key,
  name: null,
  // Stamps count seconds, and several changes of a second are one hint anyway.
  updatedAt: null,
  createdAt: null,
  wholeRecord: false,
})

/** What a level's body says; the figure lets an echo of our own write be known without a read. */
export function levelChanged({
  inventory_item_id: item,
  location_id: location,
  available,
}: z.output<typeof levelBody>): WebhookEvent {
  return available == null ? changed(item) : { ...changed(item), level: { location, available } }
}

export const stockItemChanged = ({ id }: z.output<typeof stockItemBody>): WebhookEvent => changed(id)
