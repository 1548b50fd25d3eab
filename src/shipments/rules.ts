import { z } from 'zod'

/** What a merchant decides about telling the store of what was sent. Every field has a default. */
export const fulfillmentRulesSchema = z.strictObject({})

/** What a merchant decides about returns that are opened in the store. Every field has a default. */
export const returnRulesSchema = z.strictObject({})
