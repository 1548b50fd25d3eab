import { Answer } from '#web/api/answer.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { CountTiles } from '#web/kit/tiles.tsx'
import { useText } from '#web/languages/use-text.ts'
import { documentText } from '#web/pages/transfers/story-words.ts'
import styles from './past.module.css'
import { type UndoBody, type UndoPreview, useUndoPreview } from './use-undo-preview.ts'

interface UndoDialogProps {
  /** `null` = it is closed. */
  readonly body: UndoBody | null
  /** The days that it is about, in words. */
  readonly days: string
  readonly onClose: () => void
}

/** Shows what taking back means, record by record, before anybody does it. */
export function UndoDialog({ body, days, onClose }: UndoDialogProps) {
  const text = useText()
  const preview = useUndoPreview(body)
  const undo = useChange('jobs.undo', { onDone: onClose })
  const count = preview.data?.count ?? 0
  return (
    <Dialog
      title={text('past.undo.title', { days })}
      size="wide"
      isOpen={body !== null}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('past.cancel')}</Button>
          <Button
            kind="danger"
            isBusy={undo.isPending}
            isDisabled={count === 0}
            onPress={() => body !== null && undo.mutate({ body })}
          >
            {text('past.undo')}
          </Button>
        </>
      }
    >
      <Answer of={preview}>{(answer) => <Preview preview={answer} />}</Answer>
    </Dialog>
  )
}

function Preview({ preview: { count, leftAlone, records } }: { readonly preview: UndoPreview }) {
  const text = useText()
  const steps = records.flatMap((record) => record.steps)
  const of = (action: (typeof steps)[number]['action']) => steps.filter((step) => step.action === action).length
  return (
    <>
      <p>{text('past.undo.counts', { count })}</p>
      {count === 0 ? null : (
        <>
          {count > records.length ? <p>{text('past.undo.first', { shown: records.length, count })}</p> : null}
          <CountTiles
            label={text('story.undo.steps')}
            tiles={[
              { key: 'cancel', label: text('past.undo.cancelled'), count: of('cancel'), tone: 'warn' },
              { key: 'create', label: text('past.undo.created'), count: of('create'), tone: 'info' },
              { key: 'impossible', label: text('past.undo.impossible'), count: of('impossible'), tone: 'bad' },
            ]}
          />
          <p className={cx(styles.soft)}>{text('story.undo.text')}</p>
          <Records records={records} />
        </>
      )}
      {leftAlone === 0 ? null : <Notice tone="info" title={text('past.undo.alone', { count: leftAlone })} />}
    </>
  )
}

const TONES = { cancel: 'warn', create: 'info', impossible: 'bad' } as const

function Records({ records }: Pick<UndoPreview, 'records'>) {
  const text = useText()
  return (
    <ul className={cx(styles.list)} aria-label={text('story.undo.steps')}>
      {records.map(({ transferId, recordName, steps, unsettled }) => (
        <li key={transferId} className={cx(styles.item)}>
          <strong>{recordName}</strong>
          {unsettled ? <p className={cx(styles.soft)}>{text('story.undo.unsettled')}</p> : null}
          {steps.length === 0 ? <p className={cx(styles.soft)}>{text('story.undo.stop')}</p> : null}
          {steps.map(({ action, kind, externalId, reference }) => (
            <p key={`${action} ${reference}`} className={cx(styles.sides)}>
              <Badge tone={TONES[action]}>{text(`story.undo.${action}`)}</Badge>
              {documentText(text, kind)} {externalId}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}
