import { z } from 'zod'
import { expression } from '#generic/setting-kinds'
import { listShape, ONE_BODY, oneBody, requestShape } from './settings-requests.ts'

/** Where stock lies. */
export const stockSetting = z.strictObject({
  places: z
    .strictObject({ ...listShape, id: expression(), name: expression().describe('What people call it.') })
    .refine(oneBody, ONE_BODY),
  facts: z
    .strictObject({
      ...listShape,
      item: expression(),
      place: expression(),
      onHand: expression().describe('What lies there.'),
      reserved: expression().optional(),
      incoming: expression().optional(),
      updatedAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
})

/** What may be sold, for a system that is a store. */
export const levelsSetting = z.strictObject({
  locations: z
    .strictObject({ ...listShape, id: expression(), name: expression().describe('What people call it.') })
    .refine(oneBody, ONE_BODY),
  /** One item at one location each; all of one item one after the other. */
  items: z
    .strictObject({
      ...listShape,
      stockItem: expression().describe('What the store counts by.'),
      sku: expression().optional(),
      variant: expression().optional(),
      location: expression(),
      available: expression(),
      updatedAt: expression().optional(),
    })
    .refine(oneBody, ONE_BODY),
  set: z
    .strictObject({
      ...requestShape,
      method: requestShape.method.default('POST'),
      batch: z.int().min(1).max(1_000).default(50).describe('How many rows one request takes.'),
      compares: z
        .boolean()
        .default(false)
        .describe(
          'Whether the system itself compares `expected`. Otherwise the levels are read before; what is sold in between is lost.',
        ),
      outcomes: expression()
        .optional()
        .describe(
          "For each row `set`, `stale`, `gone`, `not-stocked`, or the system's words of refusal; left out, an answer means that all are set.",
        ),
    })
    .refine(oneBody, ONE_BODY),
})
