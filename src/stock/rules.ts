import { z } from 'zod'

/** What a merchant decides about the stock that a store shows. Every field has a default. */
export const inventoryRulesSchema = z.strictObject({})
