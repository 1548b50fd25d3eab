import { z } from 'zod'

const text = z.string().trim().min(1)

const carrier = z.strictObject({
  carrier: text.describe("The target's word, compared without regard to case, or `*` for any."),
  company: text.optional().describe("The store's name of the carrier. Default: the target's word."),
  url: text
    .refine((value) => value.includes('{number}'), 'must contain {number}')
    .optional()
    .describe('Where a parcel is followed; `{number}` stands for its number. Default: the store knows by itself.'),
})

/** What a merchant decides about telling the store of what was sent. Every field has a default. */
export const fulfillmentRulesSchema = z.strictObject({
  notify: z
    .enum(['news', 'sent', 'number', 'never'])
    .default('news')
    .describe(
      'When the store writes to the customer: `news` = when goods leave, and once more when a number becomes known later; `sent` = when they leave; `number` = only with a number; `never`.',
    ),
  withoutNumber: z
    .enum(['send', 'wait'])
    .default('send')
    .describe('Whether a delivery without a number of a parcel is told at once, or only when the number is known.'),
  otherLocation: z
    .enum(['move', 'keep', 'hold'])
    .default('move')
    .describe(
      'When goods left from another place than the store planned: `move` the plan there, `keep` the planned place, or `hold` for a person.',
    ),
  digital: z
    .enum(['with-goods', 'when-paid', 'leave'])
    .default('with-goods')
    .describe(
      'Lines that are not shipped (downloads, gift cards): sent when all goods of the order are (those of orders without goods when paid), when the order is paid, or left alone.',
    ),
  cancelled: z
    .enum(['cancel', 'leave'])
    .default('cancel')
    .describe('Whether a delivery that is taken back in the target is taken back in the store as well.'),
  carriers: z.array(carrier).default([]).describe('Carriers by the words of the target; the first that fits counts.'),
})

export type FulfillmentRules = z.output<typeof fulfillmentRulesSchema>

/** What a merchant decides about returns that are opened in the store. Every field has a default. */
export const returnRulesSchema = z.strictObject({
  notes: z
    .enum(['comment', 'none'])
    .default('comment')
    .describe('Whether a return is noted on the documents of its order in the target, with every change of its state.'),
})
