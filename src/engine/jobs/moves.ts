import { z } from 'zod'
import { type CatalogFinding, compareProducts } from '#engine/catalog/compare-products'
import { comparePrices, type PriceFinding } from '#engine/catalog/compare-prices'
import type { JobRun } from './kinds.ts'

const instant = z.iso.datetime().transform((text) => new Date(text))
const adopting = z.object({
  since: instant,
  until: instant,
  take: z.enum(['nothing', 'sure']),
  /** Who asked; stays with what is taken. */
  by: z.string(),
})

const MOST_KEPT = 500

/** Searches the target for documents of past orders, and takes what is sure when asked to. */
export async function adoptRange({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { since, until, take, by } = adopting.parse(job.input)
  const { organizationId, integrationId } = job
  const request = {
    organizationId,
    integrationId,
    since,
    until,
    signal,
    onProgress: (orders: number) => progress({ done: orders, total: null, doing: null }),
  }
  const found = take === 'sure' ? await engine.takeSure({ ...request, by }) : await engine.findAdoptions(request)
  const { adoptions, missing, ...counts } = found
  return {
    ...counts,
    adoptions: adoptions.slice(0, MOST_KEPT),
    missing: missing.length,
    found: adoptions.length,
  }
}

const comparing = z.object({ what: z.enum(['products', 'prices']), dryRun: z.boolean() })

/** Compares all products or all prices of both sides, and brings what differs in step unless it shall only look. */
export async function compareAll({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { what, dryRun } = comparing.parse(job.input)
  const { organizationId, integrationId } = job
  const findings: (CatalogFinding | PriceFinding)[] = []
  let found = 0
  const request = {
    organizationId,
    integrationId,
    dryRun,
    signal,
    onFinding(finding: CatalogFinding | PriceFinding) {
      found += 1
      if (findings.length < MOST_KEPT) findings.push(finding)
      progress({ done: found, total: null, doing: null })
    },
  }
  const result =
    what === 'products'
      ? await compareProducts(engine.services, request)
      : await comparePrices(engine.services, request)
  return { ...result, found, findings }
}
