import { z } from 'zod'

/** What a merchant decides about customers: which side owns which field, and who may create. Every field has a default. */
export const customerRulesSchema = z.strictObject({})
