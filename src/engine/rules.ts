import { z } from 'zod'
import { customerRulesSchema } from '#catalog/accounts-rules'
import { priceListRulesSchema, productRulesSchema } from '#catalog/rules'
import { reconciliationRulesSchema } from '#drift/rules'
import { fulfillmentRulesSchema, returnRulesSchema } from '#shipments/rules'
import { inventoryRulesSchema } from '#stock/rules'

/** What a merchant decides about the flows beside the books, by the name of the flow. Every field has a default, so `{}` is a valid choice. */
export const rulesSchema = z.strictObject({
  inventory: inventoryRulesSchema.prefault({}).describe('How many of each product the store may sell.'),
  products: productRulesSchema
    .prefault({})
    .describe('Which side owns which field of a product, and who may create one.'),
  'price-lists': priceListRulesSchema
    .prefault({})
    .describe('Which price list of the target feeds which prices of the store.'),
  customers: customerRulesSchema
    .prefault({})
    .describe('Which side owns which field of a customer, and who may create one.'),
  fulfillments: fulfillmentRulesSchema.prefault({}).describe('How the store is told of what was sent.'),
  returns: returnRulesSchema.prefault({}).describe('What the target is told of returns.'),
  reconciliation: reconciliationRulesSchema.prefault({}).describe('When both sides are compared without being asked.'),
})

export type Rules = z.output<typeof rulesSchema>
