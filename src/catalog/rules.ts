import { z } from 'zod'

/** What a merchant decides about products: which side owns which field, and who may create. Every field has a default. */
export const productRulesSchema = z.strictObject({})

/** What a merchant decides about prices: which list feeds which. Every field has a default. */
export const priceListRulesSchema = z.strictObject({})
