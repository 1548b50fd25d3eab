import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { companyId, serverVersion, type Values } from './client.ts'
import { forget, type OdooContext, remembered } from './memory.ts'
import { act, find, save, text, type Wanted } from './records.ts'

const base = z.object({ fiscalyear_lock_date: text, tax_lock_date: text })
const later = base.extend({ sale_lock_date: text, hard_lock_date: text })

/** The last day that Odoo’s lock dates close, `null` = none. */
export function closedUntil(context: OdooContext): Promise<string | null> {
  forget(context, 'locked')
  return lockedUntil(context)
}

// A bookkeeper who locks a month expects that nothing more comes into it.
const LOOK_AGAIN_MS = 15_000

const lockedUntil = (context: OdooContext): Promise<string | null> =>
  remembered(
    context,
    'locked',
    async () => {
      const domain = [['id', '=', await companyId(context)]]
      const isLater = serverVersion(context.settings) >= 18
      const found: readonly Readonly<Record<string, string | null>>[] = isLater
        ? await find(context, 'res.company', later, { domain })
        : await find(context, 'res.company', base, { domain })
      const days = Object.values(found[0] ?? {}).filter((day) => day !== null)
      return days.toSorted().at(-1) ?? null
    },
    LOOK_AGAIN_MS,
  )

const OWN_COMPANY = 'company_id'
const owner = z.object({ id: z.number(), [OWN_COMPANY]: z.record(z.string(), z.unknown()) })

/**
 * Writes a draft and reads the locks in the same call, so that one of this very moment is seen before it is posted. What is locked is
 * taken away again. Odoo 16 cannot answer both at once: there a lock may be as old as the last look at it.
 */
export async function saveDraft(
  context: OdooContext,
  model: 'account.move' | 'account.payment',
  values: Values,
  { wanted, document }: { readonly wanted: Wanted; readonly document: Dated },
): Promise<Values> {
  const locks = serverVersion(context.settings) >= 18 ? later : base
  const fields = Object.keys(locks.shape)
  const saved = await save(context, model, values, { ...wanted, owner: { field: OWN_COMPANY, fields } })
  const told = owner.safeParse(saved)
  const days = told.success ? fields.map((field) => told.data[OWN_COMPANY][field]) : []
  const until = days
    .filter((day) => typeof day === 'string')
    .toSorted()
    .at(-1)
  if (!told.success || until === undefined || document.date > until) return saved
  forget(context, 'locked')
  await act(context, model, 'unlink', [told.data.id])
  throw periodClosed(document, until)
}

/** Odoo books what is dated in a locked period under a later day, without a word: it is refused before. */
export async function assertOpen(context: OdooContext, { date, orderName }: Dated): Promise<void> {
  const until = await lockedUntil(context)
  if (until === null || date > until) return
  throw periodClosed({ date, orderName }, until)
}

const periodClosed = ({ date, orderName }: Dated, until: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PERIOD_CLOSED',
    message: `Odoo is locked until ${until}; the document of ${orderName} is of ${date}.`,
    remedy: 'Open the period in Odoo (Accounting, Lock Dates), or let later documents be dated after it.',
    subject: `period:${until}`,
  })

interface Dated {
  readonly date: string
  readonly orderName: string
}
