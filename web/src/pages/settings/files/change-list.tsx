import { useState } from 'react'
import type { ApiFileChange, FileResult } from '#api/job-results/file'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'
import { whatWords } from './words.ts'

const AT_FIRST = 20

/** What would change, or did, record by record. */
export function ChangeList({ result: { dryRun, changes, written } }: { readonly result: FileResult }) {
  const text = useText()
  const [isAll, setAll] = useState(false)
  const title = text(dryRun ? 'files.changes.would' : 'files.changes.done')
  return (
    <section className={cx(styles.stack)} aria-label={title}>
      <h3>{title}</h3>
      <ul className={cx(styles.list)}>
        {(isAll ? changes : changes.slice(0, AT_FIRST)).map((change, index) => (
          <Change key={index} change={change} />
        ))}
      </ul>
      {isAll || changes.length <= AT_FIRST ? null : (
        <div>
          <Button onPress={() => setAll(true)}>{text('files.all', { count: changes.length })}</Button>
        </div>
      )}
      {isAll && changes.length < written ? (
        <p className={cx(styles.soft)}>{text('files.changes.first', { count: changes.length })}</p>
      ) : null}
    </section>
  )
}

function Change({ change: { line, subject, what, before, after } }: { readonly change: ApiFileChange }) {
  const text = useText()
  return (
    <li className={cx(styles.item)}>
      <p className={cx(styles.where)}>{text('files.line.at', { line })}</p>
      <div className={cx(styles.change)}>
        <p>
          {subject} <span className={cx(styles.soft)}>{whatWords(what, text)}</span>
        </p>
        <p className={cx(styles.values)}>
          {before === null ? null : (
            <>
              <span className={cx(styles.spoken)}>{text('files.before')}</span> <del>{before}</del>{' '}
              <span aria-hidden>→</span>{' '}
            </>
          )}
          <span className={cx(styles.spoken)}>{text('files.after')}</span> <ins>{after ?? '–'}</ins>
        </p>
      </div>
    </li>
  )
}
