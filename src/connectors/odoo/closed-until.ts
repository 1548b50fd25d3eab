import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { companyId, serverVersion } from './client.ts'
import { forget, type OdooContext, remembered } from './memory.ts'
import { find, text } from './records.ts'

const base = z.object({ fiscalyear_lock_date: text, tax_lock_date: text })
const later = base.extend({ sale_lock_date: text, hard_lock_date: text })

/** The last day that Odoo’s lock dates close, `null` = none. */
export function closedUntil(context: OdooContext): Promise<string | null> {
  forget(context, 'locked')
  return lockedUntil(context)
}

const lockedUntil = (context: OdooContext): Promise<string | null> =>
  remembered(context, 'locked', async () => {
    const domain = [['id', '=', await companyId(context)]]
    const isLater = serverVersion(context.settings) >= 18
    const found: readonly Readonly<Record<string, string | null>>[] = isLater
      ? await find(context, 'res.company', later, { domain })
      : await find(context, 'res.company', base, { domain })
    const days = Object.values(found[0] ?? {}).filter((day) => day !== null)
    return days.toSorted().at(-1) ?? null
  })

/** Odoo books what is dated in a locked period under a later day, without a word: it is refused before. */
export async function assertOpen(context: OdooContext, { date, orderName }: Dated): Promise<void> {
  const until = await lockedUntil(context)
  if (until === null || date > until) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PERIOD_CLOSED',
    message: `Odoo is locked until ${until}; the document of ${orderName} is of ${date}.`,
    remedy: 'Open the period in Odoo (Accounting, Lock Dates), or let later documents be dated after it.',
    subject: `period:${until}`,
  })
}

interface Dated {
  readonly date: string
  readonly orderName: string
}
