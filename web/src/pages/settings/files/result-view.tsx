import type { FileResult } from '#api/job-results/file'
import { cx } from '#web/kit/class-names.ts'
import { Counts } from '#web/kit/counts.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ChangeList } from './change-list.tsx'
import styles from './files.module.css'
import { ProblemList } from './problem-list.tsx'

/** What a file would change, or has changed, and each row of it that is wrong. */
export function ResultView({ result }: { readonly result: FileResult }) {
  const text = useText()
  const { name, dryRun, rows, refused, written } = result
  const end = rows === 0 ? 'empty' : dryRun ? (written === 0 ? 'nothing' : 'looked') : 'taken'
  return (
    <div className={cx(styles.result)}>
      <div role="status">
        <Notice tone={end === 'taken' ? 'good' : 'quiet'} title={text(`files.end.${end}`, { name })} />
      </div>
      {rows === 0 ? null : <Sums result={result} />}
      {refused === 0 ? null : <ProblemList result={result} />}
      {result.changes.length === 0 ? null : <ChangeList result={result} />}
    </div>
  )
}

function Sums({ result: { dryRun, rows, refused, written, unchanged, kind } }: { readonly result: FileResult }) {
  const text = useText()
  const counts = [
    [text('files.fine'), Math.max(0, rows - refused)],
    [text(dryRun ? `files.would.${kind}` : `files.done.${kind}`), written],
    [text('files.same'), unchanged],
    [text('files.wrong'), refused],
  ] as const
  return <Counts counts={counts} />
}
