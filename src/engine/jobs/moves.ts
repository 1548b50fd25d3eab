import { z } from 'zod'
import { type CatalogFinding, compareProducts } from '#engine/catalog/compare-products'
import { comparePrices, type PriceFinding } from '#engine/catalog/compare-prices'
import type { ReadProgress } from '#engine/catalog/read-sides'
import type { JobRun } from './kinds.ts'

const comparing = z.object({ what: z.enum(['products', 'prices']), dryRun: z.boolean() })

// What stands on one side only may be thousands, and is found first: it must not push out what differs.
const MOST_OF_A_KIND = 250

/**
 * Compares all products or all prices of both sides, and brings what differs in step unless it shall only look. What came of it is
 * described by `compareResult` of the API.
 */
export async function compareAll({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { what, dryRun } = comparing.parse(job.input)
  const { organizationId, integrationId } = job
  const request = { organizationId, integrationId, dryRun, signal, onProgress: readingOf(what, progress) }
  if (what === 'products') {
    const { findings, onFinding } = gathered<CatalogFinding>(({ kind }) => kind)
    const { found: kinds, ...result } = await compareProducts(engine.services, { ...request, onFinding })
    const found = Object.values(kinds).reduce((all, count) => all + count, 0)
    return { what, dryRun, ...result, found, kinds, findings }
  }
  const { findings, onFinding } = gathered<PriceFinding>(() => what)
  const result = await comparePrices(engine.services, { ...request, onFinding })
  return { what, dryRun, ...result, found: result.differing, findings }
}

/** Says what is compared from the start, and how many rows of both sides were read. */
function readingOf(what: string, progress: JobRun['progress']): (read: ReadProgress) => void {
  const read = new Map<ReadProgress['stage'], number>()
  const tell = (): void => {
    const done = (['store', 'target', 'prices'] as const).reduce((all, stage) => all + (read.get(stage) ?? 0), 0)
    progress({ done, total: null, doing: what })
  }
  tell()
  return ({ stage, done }) => {
    read.set(stage, done)
    tell()
  }
}

function gathered<F>(kindOf: (finding: F) => string): {
  readonly findings: readonly F[]
  onFinding(finding: F): void
} {
  const findings: F[] = []
  const counts = new Map<string, number>()
  return {
    findings,
    onFinding(finding) {
      const kind = kindOf(finding)
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      if (count <= MOST_OF_A_KIND) findings.push(finding)
    },
  }
}
