import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiJob } from '#api/jobs'
import { compareResult, type CompareResult } from '#api/job-results/catalog'
import { useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { isUnderWay, useJob } from '#web/jobs/use-job.ts'
import type { Tab } from './filter.ts'

const LOOK_EVERY_MS = 5_000
/** Comparisons of other integrations and of the other kind stand between. */
const LOOKED_THROUGH = 50

export interface Comparison {
  /** `null` = none was asked for here yet, or it is being fetched. */
  readonly job: ApiJob | null
  readonly isLoading: boolean
  readonly isRunning: boolean
  /** `null` = the newest one has found nothing yet. */
  readonly result: CompareResult | null
  readonly isAsking: boolean
  ask(dryRun: boolean): void
}

/** The newest comparison of all products or prices of an integration, and how to make another. */
export function useComparison(what: Tab, integration: string): Comparison {
  const [asked, setAsked] = useState<string | null>(null)
  const compare = useChange('jobs.compare', { onDone: ({ jobId }) => setAsked(jobId) })
  const query = { kind: 'compare', limit: LOOKED_THROUGH }
  const { data: jobs } = useRoute('jobs.list', { query }, { everyMs: LOOK_EVERY_MS })
  const isListed = asked === null || jobs?.items.some(({ jobId }) => jobId === asked) === true
  // Only one that has begun says what it compares.
  const newest = jobs?.items.find(
    (job) => job.integration === integration && (job.doing === what || job.jobId === asked),
  )
  const jobId = isListed ? (newest?.jobId ?? null) : asked
  const isOpen = !isListed || (newest !== undefined && isUnderWay(newest))
  const job = useJob(jobId)
  const isRunning = job === null ? isOpen : isUnderWay(job)
  useNewsOf(job !== null && job.jobId === asked && !isRunning)
  const result = compareResult.safeParse(job?.result)
  return {
    job,
    isLoading: jobs === undefined || (jobId !== null && job === null),
    isRunning,
    result: !isRunning && result.success && result.data.what === what ? result.data : null,
    isAsking: compare.isPending,
    ask: (dryRun) => compare.mutate({ body: { integration, what, dryRun } }),
  }
}

/** What was asked for here has ended: what is shown of both sides is asked for again. */
function useNewsOf(hasEnded: boolean): void {
  const queries = useQueryClient()
  const { organization } = useOrganization()
  useEffect(() => {
    if (hasEnded) void queries.invalidateQueries({ queryKey: [organization] })
  }, [hasEnded, organization, queries])
}
