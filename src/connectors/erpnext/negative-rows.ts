import { z } from 'zod'
import { isNegative } from '#lib/decimal'
import type { MappedRow, MappedSalesDocument } from '#model/documents'
import { type ErpnextContext, read } from './client.ts'

/**
 * The document with its item rows below zero turned into charges on the income accounts of their items: ERPNext takes negative
 * charges always, negative rates of items only where its Selling Settings allow them. Two or three reads per item.
 */
export async function asCharges(context: ErpnextContext, document: MappedSalesDocument): Promise<MappedSalesDocument> {
  const accounts = new Map<string, string | null>()
  for (const { item, net } of document.rows) {
    if (item === null || !isNegative(net) || accounts.has(item)) continue
    accounts.set(item, await incomeAccount(context, item))
  }
  const charged = (row: MappedRow): MappedRow => {
    const account = row.item === null || !isNegative(row.net) ? null : (accounts.get(row.item) ?? null)
    return account === null ? row : { ...row, item: null, account }
  }
  return { ...document, rows: document.rows.map(charged) }
}

const defaults = z.array(z.object({ company: z.string().nullish(), income_account: z.string().nullish() })).default([])
const itemShape = z.object({ item_group: z.string().nullish(), item_defaults: defaults })
const groupShape = z.object({ item_group_defaults: defaults })
const companyShape = z.object({ default_income_account: z.string().nullish() })

/** Where ERPNext books an item: its own account for the company, its group's, the company's. */
async function incomeAccount(context: ErpnextContext, code: string): Promise<string | null> {
  const { company } = context.settings
  const ofCompany = (rows: z.infer<typeof defaults>): string | null =>
    rows.find((row) => row.company === company)?.income_account || null
  const item = await read(context, 'Item', code, itemShape)
  const own = ofCompany(item?.item_defaults ?? [])
  if (own !== null) return own
  const group = item?.item_group ? await read(context, 'Item Group', item.item_group, groupShape) : null
  const shared = ofCompany(group?.item_group_defaults ?? [])
  if (shared !== null) return shared
  return (await read(context, 'Company', company, companyShape))?.default_income_account || null
}
