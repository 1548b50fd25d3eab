import type { ApiRowProblem } from '#api/job-results/file'
import { cx } from '#web/kit/class-names.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'

interface ProblemItemProps {
  readonly problem: ApiRowProblem
  /** What the column means; `null` = it is another's word, or the whole row is wrong. */
  readonly about: string | null
}

/** One row that is wrong: where it is, what stands there, what is wrong with it and what belongs there. */
export function ProblemItem({ problem: { line, column, value, message }, about }: ProblemItemProps) {
  const text = useText()
  return (
    <li className={cx(styles.item)}>
      <p className={cx(styles.where)}>
        <span>{text('files.line.at', { line })}</span>
        {column === null ? <span>{value}</span> : <code>{column}</code>}
      </p>
      <div>
        <p>
          {value === null || column === null ? null : <code className={cx(styles.value)}>{value}</code>}{' '}
          <ServerText text={message} />
        </p>
        {about === null ? null : (
          <p className={cx(styles.soft)}>
            {text('files.belongs')} <ServerText text={about} />
          </p>
        )}
      </div>
    </li>
  )
}
