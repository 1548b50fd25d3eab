import { z } from 'zod'
import { dateIn } from '#lib/clock'
import { call, companyId, parse } from './client.ts'
import { type OdooContext, remembered } from './memory.ts'
import { find, text } from './records.ts'
import { utcOf } from './stamps.ts'

const told = z.looseObject({ tz: text.nullish() })
const partnerShape = z.object({ id: z.number(), tz: text })

/** The zone in which people of this Odoo mean their days: that of the API user, else the company's, else UTC. */
const zoneOf = (context: OdooContext): Promise<string> =>
  remembered(context, 'zone', async () => {
    const about = { model: 'res.users', effect: 'read' } as const
    const own = parse(told, await call(context, { ...about, method: 'context_get' }), about).tz
    if (own != null) return own
    const domain = [['ref_company_ids', 'in', [await companyId(context)]]]
    const [company] = await find(context, 'res.partner', partnerShape, { domain, limit: 1 })
    return company?.tz ?? 'UTC'
  })

export interface Days {
  /** The day of the instant that a stamp names. */
  first(stamp: string): string
  /** The last day before the instant ends; an end at midnight is that of the day before. */
  last(stamp: string): string
}

export async function daysOf(context: OdooContext): Promise<Days> {
  const zone = await zoneOf(context)
  return {
    first: (stamp) => dateIn(zone, new Date(utcOf(stamp))),
    last: (stamp) => dateIn(zone, new Date(new Date(utcOf(stamp)).getTime() - 1)),
  }
}
