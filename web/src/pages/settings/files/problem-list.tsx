import { Download } from 'lucide-react'
import { useState } from 'react'
import type { FileResult } from '#api/job-results/file'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { csvText } from '#web/kit/csv-text.ts'
import { Notice } from '#web/kit/notice.tsx'
import { saveText } from '#web/kit/save-text.ts'
import { useServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './files.module.css'
import { ProblemItem } from './problem-item.tsx'

const AT_FIRST = 20

/** The rows that could not be taken: where each is, what is wrong, and what belongs there. */
export function ProblemList({ result }: { readonly result: FileResult }) {
  const { kind, dryRun, refused, written } = result
  const problems = byLine(result)
  const text = useText()
  const save = useSave(result)
  const [isAll, setAll] = useState(false)
  const columns = useRoute('files.columns', { query: { kind } }).data?.items ?? []
  const abouts = new Map(columns.map((column) => [column.name, column.about]))
  const listed = new Set(problems.map(({ line }) => line)).size
  return (
    <section className={cx(styles.stack)} aria-label={text('files.wrong')}>
      <Notice
        tone="warn"
        title={text('files.problems', { count: refused })}
        action={
          <Button size="small" icon={Download} onPress={save}>
            {text('files.problems.file')}
          </Button>
        }
      >
        {text(!dryRun ? 'files.problems.left' : written === 0 ? 'files.problems.all' : 'files.problems.some')}
        {listed < refused ? ` ${text('files.problems.first', { count: listed })}` : null}
      </Notice>
      <ul className={cx(styles.list)}>
        {(isAll ? problems : problems.slice(0, AT_FIRST)).map((problem, index) => (
          <ProblemItem key={index} problem={problem} about={abouts.get(problem.column ?? '') ?? null} />
        ))}
      </ul>
      {isAll || problems.length <= AT_FIRST ? null : (
        <div>
          <Button onPress={() => setAll(true)}>{text('files.all', { count: problems.length })}</Button>
        </div>
      )}
    </section>
  )
}

/** An order is told of when its last row is read: what is wrong within it was told before. */
const byLine = ({ problems }: FileResult): FileResult['problems'] => problems.toSorted((a, b) => a.line - b.line)

/** The same rows as a table for a spreadsheet. */
function useSave(result: FileResult): () => void {
  const text = useText()
  const server = useServerText()
  return () => {
    const head = [text('files.line'), text('files.column'), text('files.value'), text('files.problem')]
    const rows = byLine(result).map(({ line, column, value, message }) => [
      String(line),
      column,
      value,
      server(message),
    ])
    saveText(`${text('files.wrong')} – ${result.name.replace(/\.csv$/i, '')}.csv`, 'text/csv', csvText([head, ...rows]))
  }
}
