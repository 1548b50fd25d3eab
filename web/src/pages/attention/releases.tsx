import { z } from 'zod'
import type { ApiJob } from '#api/jobs'
import { useRoute } from '#web/api/use-route.ts'
import { JobProgress } from '#web/jobs/job-progress.tsx'
import { useJob } from '#web/jobs/use-job.ts'
import { Card } from '#web/kit/card.tsx'
import { useNow } from '#web/kit/instant.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'

const RARELY_MS = 10_000
/** What came of it is said for so long. */
const SAID_MS = 60_000

/** Everything that is being released, by whomever, with how far it is; and for a moment what came of it. */
export function Releases() {
  const now = useNow()
  const jobs = useRoute('jobs.list', { query: { kind: 'release', limit: 10 } }, { everyMs: RARELY_MS })
  const shown = (jobs.data?.items ?? []).filter(
    ({ finishedAt }) => finishedAt === null || now.getTime() - new Date(finishedAt).getTime() < SAID_MS,
  )
  return shown.map((job) => <Release key={job.jobId} job={job} />)
}

const released = z.object({ transfers: z.number(), stillWaiting: z.number(), underWay: z.number() })

function Release({ job: listed }: { readonly job: ApiJob }) {
  const text = useText()
  const job = useJob(listed.jobId) ?? { ...listed, result: null }
  if (job.finishedAt === null) return <Running job={job} />
  if (job.failure !== null) return <Notice tone="bad" title={<ServerText text={job.failure.message} />} />
  const result = released.safeParse(job.result)
  if (!result.success) return null
  const { transfers, stillWaiting, underWay } = result.data
  const isAll = stillWaiting === 0 && underWay === 0
  return (
    <Notice
      tone={isAll ? 'good' : 'warn'}
      title={text('attention.released', { count: transfers - stillWaiting - underWay })}
    >
      {stillWaiting === 0 ? undefined : text('attention.released.still', { count: stillWaiting })}{' '}
      {underWay === 0 ? undefined : text('attention.released.underWay', { count: underWay })}
    </Notice>
  )
}

function Running({ job }: { readonly job: ApiJob }) {
  const text = useText()
  const { doing, done, total } = job
  return (
    <Card>
      <JobProgress
        job={job}
        label={text('attention.releasing', { what: doing ?? '' })}
        words={text('attention.progress', { done, all: total ?? 0 })}
        stopWords={text('attention.stop')}
      />
    </Card>
  )
}
