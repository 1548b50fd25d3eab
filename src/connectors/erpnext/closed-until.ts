import { z } from 'zod'
import { unlessRefused } from './check-rights.ts'
import { type ErpnextContext, list, read } from './client.ts'
import { DOCUMENT_DOCTYPES } from './vendor.ts'

const day = z.string().nullish()

/**
 * The last closed day, of everything in ERPNext that closes books: the day up to which accounts or stock are frozen (settings, or
 * the company in version 16), the last year that a voucher has closed, and the last closed accounting period. What the API user
 * may not read is left out. One read each.
 */
export async function closedUntil(context: ErpnextContext): Promise<string | null> {
  const { company } = context.settings
  const days = [
    await field(context, 'Accounts Settings', 'Accounts Settings', 'acc_frozen_upto'),
    await field(context, 'Company', company, 'accounts_frozen_till_date'),
    await field(context, 'Stock Settings', 'Stock Settings', 'stock_frozen_upto'),
    ...(await closedYears(context)),
    ...(await closedPeriods(context)),
  ]
  return (
    days
      .filter((one) => one !== null && one !== '')
      .toSorted()
      .at(-1) ?? null
  )
}

async function field(
  context: ErpnextContext,
  doctype: string,
  name: string,
  fieldname: string,
): Promise<string | null> {
  const shape = z.object({ [fieldname]: day })
  const found = await unlessRefused(() => read(context, doctype, name, shape))
  return found?.[fieldname] ?? null
}

async function closedYears(context: ErpnextContext): Promise<string[]> {
  const ends = async (fieldname: string): Promise<string[] | null> => {
    const query = {
      fields: [fieldname],
      filters: [
        ['company', '=', context.settings.company],
        ['docstatus', '=', 1],
      ],
    }
    const shape = z.object({ [fieldname]: day })
    const rows = await unlessRefused(() => list(context, 'Period Closing Voucher', shape, query))
    return rows === null ? null : rows.flatMap((row) => row[fieldname] ?? [])
  }
  // Before the end of a period had a field of its own, the voucher's date was it.
  return (await ends('period_end_date')) ?? (await ends('posting_date')) ?? []
}

async function closedPeriods(context: ErpnextContext): Promise<string[]> {
  const query = {
    fields: ['end_date'],
    filters: [
      ['company', '=', context.settings.company],
      ['Closed Document', 'closed', '=', 1],
      ['Closed Document', 'document_type', 'in', DOCUMENT_DOCTYPES],
    ],
  }
  const rows = (await unlessRefused(() => list(context, 'Accounting Period', z.object({ end_date: day }), query))) ?? []
  return rows.flatMap((one) => one.end_date ?? [])
}
