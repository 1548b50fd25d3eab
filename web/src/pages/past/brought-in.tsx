import { useState } from 'react'
import { useMay } from '#web/api/organization.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { useDaysText } from './use-days-text.ts'
import type { Range } from './filter.ts'
import { ImportsTable } from './imports-table.tsx'
import type { PastCardProps } from './past-card.ts'
import styles from './past.module.css'
import { UndoDialog } from './undo-dialog.tsx'
import { UndoState } from './undo-state.tsx'
import type { UndoBody } from './use-undo-preview.ts'

interface BroughtInProps extends Pick<PastCardProps, 'chosen' | 'range'> {
  readonly isImporting: boolean
  /** When the newest import ended. */
  readonly endedAt: string | null
}

/** What was brought in before; one import, or the chosen days, can be taken back. */
export function BroughtIn({ chosen: { integration, timeZone }, range, isImporting, endedAt }: BroughtInProps) {
  const text = useText()
  const daysText = useDaysText(timeZone)
  const undone = useLatestJob('undo', integration)
  const offersUndo = useMay('books:change') && !undone.isRunning
  const [undoing, setUndoing] = useState<{ readonly body: UndoBody; readonly days: string } | null>(null)
  const takeBack = (scope: UndoBody['scope'], days: Range) =>
    setUndoing({ body: { integration, scope }, days: daysText(days) })
  return (
    <>
      <UndoState latest={undone} />
      <ImportsTable
        integration={integration}
        zone={timeZone}
        isMoving={isImporting || undone.isRunning}
        endedAt={endedAt}
        onTakeBack={
          offersUndo ? ({ backfillId, ...days }) => takeBack({ kind: 'import', backfillId }, days) : undefined
        }
      />
      {offersUndo && range !== null ? (
        <div className={cx(styles.actions)}>
          <Button onPress={() => takeBack({ kind: 'range', ...range }, range)}>{text('past.undo.days')}</Button>
        </div>
      ) : null}
      <UndoDialog body={undoing?.body ?? null} days={undoing?.days ?? ''} onClose={() => setUndoing(null)} />
    </>
  )
}
