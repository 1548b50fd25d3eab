import { z } from 'zod'
import { DRIFT_AREAS } from './difference.ts'

/** When store and target are compared without being asked. Every field has a default. */
export const reconciliationRulesSchema = z.strictObject({
  /** Whether it happens each day by itself. */
  daily: z.boolean().default(true),
  /** At which hour of the shop's day it begins, 0 to 23. */
  hour: z.int().min(0).max(23).default(3),
  /** How many past days of orders and payments are compared, today left out. */
  days: z.int().min(1).max(90).default(7),
  /** What is compared. Areas whose flow is switched off are left out. */
  areas: z.array(z.enum(DRIFT_AREAS)).default([...DRIFT_AREAS]),
})
