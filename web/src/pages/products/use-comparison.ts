import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiJob } from '#api/jobs'
import { compareResult, type CompareResult } from '#api/job-results/catalog'
import { useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import type { Tab } from './filter.ts'

const LOOK_EVERY_MS = 5_000
const LOOK_WHILE_RUNNING_MS = 1_000
/** Comparisons of other integrations and of the other kind stand between. */
const LOOKED_THROUGH = 50

export interface Comparison {
  /** `null` = none was asked for here yet, or it is being fetched. */
  readonly job: ApiJob | null
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
  const { data } = useRoute('jobs.list', { query }, { everyMs: LOOK_EVERY_MS })
  const newest = data?.items.find(
    (job) => job.integration === integration && (job.doing === what || job.jobId === asked),
  )
  const jobId = asked ?? newest?.jobId ?? null
  const isOpen = asked !== null || (newest !== undefined && isUnderWay(newest))
  const shown = useRoute(
    'jobs.show',
    { params: { jobId: jobId ?? '' } },
    { isEnabled: jobId !== null, ...(isOpen ? { everyMs: LOOK_WHILE_RUNNING_MS } : {}) },
  )
  // What is kept of another job while this one is asked for is not this one.
  const job = jobId === null || shown.data?.jobId !== jobId ? null : shown.data
  const isRunning = job === null ? isOpen : isUnderWay(job)
  useNewsOf(job, asked, () => setAsked(null))
  const result = compareResult.safeParse(job?.result)
  return {
    job,
    isRunning,
    result: !isRunning && result.success && result.data.what === what ? result.data : null,
    isAsking: compare.isPending,
    ask: (dryRun) => compare.mutate({ body: { integration, what, dryRun } }),
  }
}

const isUnderWay = ({ state }: ApiJob): boolean => state === 'waiting' || state === 'running'

/** What was asked for here has ended: what is shown of it is asked for again. */
function useNewsOf(job: ApiJob | null, asked: string | null, onEnd: () => void): void {
  const queries = useQueryClient()
  const { organization } = useOrganization()
  const hasEnded = job !== null && job.jobId === asked && !isUnderWay(job)
  useEffect(() => {
    if (!hasEnded) return
    void queries.invalidateQueries({ queryKey: [organization] })
    onEnd()
  }, [hasEnded, onEnd, organization, queries])
}
