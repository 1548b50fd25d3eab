import { z } from 'zod'
import type { CatalogFindingKind } from '#api/job-results/catalog'

export const TABS = ['products', 'prices'] as const
export type Tab = (typeof TABS)[number]

/** Findings of a comparison that ask for the same; what asks for most stands first. */
export const GROUPS = ['write', 'conflict', 'duplicate', 'gone', 'bind', 'one-sided'] as const
export type Group = (typeof GROUPS)[number]

export const GROUP_OF: Readonly<Record<CatalogFindingKind, Group>> = {
  write: 'write',
  conflict: 'conflict',
  duplicate: 'duplicate',
  'gone-in-store': 'gone',
  'gone-in-target': 'gone',
  bind: 'bind',
  'only-in-store': 'one-sided',
  'only-in-target': 'one-sided',
}

const text = z.string().max(200).optional().catch(undefined)

/** What the address says. What is not understood is left out: an old link still opens. */
export const productsFilter = z.object({
  integration: text,
  tab: z.enum(TABS).optional().catch(undefined),
  /** SKU, id or title of the product that is looked up. */
  name: text,
  /** Which findings of the newest comparison are listed; else all. */
  found: z.enum(GROUPS).optional().catch(undefined),
})
export type ProductsFilter = z.infer<typeof productsFilter>
