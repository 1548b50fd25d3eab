import { undoResult, type UndoResult } from '#api/job-results/undo'
import { cx } from '#web/kit/class-names.ts'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { JobState } from '#web/jobs/job-state.tsx'
import type { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { OrderLink } from './order-link.tsx'
import styles from './past.module.css'

/** Later it is history, which the transfers tell. */
const NEWS_MS = 86_400_000

/** How far it is taken back, and what came of it. */
export function UndoState({ latest }: { readonly latest: ReturnType<typeof useLatestJob> }) {
  const text = useText()
  const now = useNow()
  const { job, isRunning } = latest
  const isNews = now.getTime() - Date.parse(job?.finishedAt ?? '') < NEWS_MS
  const result = undoResult.safeParse(job?.result)
  return (
    <>
      <JobState {...latest} label={text('past.undo.running')} />
      {result.success && !isRunning && isNews ? <Undone result={result.data} at={job?.finishedAt ?? null} /> : null}
    </>
  )
}

function Undone({ result, at }: { readonly result: UndoResult; readonly at: string | null }) {
  const text = useText()
  const { undone, waiting, open, left } = result
  return (
    <Notice
      tone={waiting + left === 0 ? 'good' : 'warn'}
      title={
        <>
          {text('past.undo.undone', { count: undone })}
          {at === null ? null : (
            <>
              {' · '}
              <Instant at={at} />
            </>
          )}
        </>
      }
    >
      <p>{text('past.undo.stays')}</p>
      {left === 0 ? null : <p>{text('past.undo.left', { count: left })}</p>}
      {waiting === 0 ? null : (
        <>
          <p>{text('past.undo.waiting', { count: waiting })}</p>
          <ul className={cx(styles.open)}>
            {open.map(({ transferId, recordName, causeMessage }) => (
              <li key={transferId}>
                <OrderLink name={recordName ?? transferId} transferId={transferId} />
                {causeMessage === null ? null : (
                  <>
                    {': '}
                    <ServerText text={causeMessage} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  )
}
