import { z } from 'zod'
import type { OdooContext } from './memory.ts'
import { find, link } from './records.ts'

const partnerShape = z.object({ property_account_receivable_id: link })

/** The account on which a customer owes the company. */
export async function receivableOf(context: OdooContext, partner: number | null): Promise<number | null> {
  if (partner === null) return null
  const [found] = await find(context, 'res.partner', partnerShape, { domain: [['id', '=', partner]] })
  return found?.property_account_receivable_id ?? null
}
