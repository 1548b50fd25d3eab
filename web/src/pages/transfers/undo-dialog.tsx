import { Answer } from '#web/api/answer.tsx'
import type { UndoPreviewAnswer } from '#api/transfer-story'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { documentText } from './story-words.ts'
import styles from './story.module.css'

interface UndoDialogProps {
  readonly transferId: string
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Shows what taking a record back means, document by document, before anybody does it. */
export function UndoDialog({ transferId, isOpen, onClose }: UndoDialogProps) {
  const text = useText()
  const preview = useRoute('transfers.undo-preview', { params: { transferId } }, { isEnabled: isOpen })
  const undo = useChange('transfers.undo', {
    onDone: () => {
      onClose()
      sayDone(text('story.undo.begun'))
    },
  })
  const isPossible =
    preview.data?.possible === true && !preview.data.steps.some(({ action }) => action === 'impossible')
  return (
    <Dialog
      title={text('story.undo.title')}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('transfer.skip.no')}</Button>
          <Button
            kind="danger"
            isBusy={undo.isPending}
            isDisabled={!isPossible}
            onPress={() => undo.mutate({ params: { transferId } })}
          >
            {text('story.undo.yes')}
          </Button>
        </>
      }
    >
      <p>{text('story.undo.text')}</p>
      <Answer of={preview}>{(answer) => <Steps answer={answer} />}</Answer>
    </Dialog>
  )
}

const TONES = { cancel: 'warn', create: 'info', impossible: 'bad' } as const

function Steps({ answer: { steps, unsettled, possible } }: { readonly answer: UndoPreviewAnswer }) {
  const text = useText()
  return (
    <>
      {unsettled ? <Notice tone="info" title={text('story.undo.unsettled')} /> : null}
      {possible ? null : <Notice tone="info" title={text('story.undo.nothing')} />}
      {steps.length === 0 && possible ? <p className={cx(styles.soft)}>{text('story.undo.stop')}</p> : null}
      <ol className={cx(styles.steps)} aria-label={text('story.undo.steps')}>
        {steps.map(({ action, kind, externalId, reference, why }) => (
          <li key={`${action} ${reference}`}>
            <Badge tone={TONES[action]}>{text(`story.undo.${action}`)}</Badge>
            <span>
              {documentText(text, kind)} <strong>{externalId}</strong>
            </span>
            {why === null ? null : (
              <span className={cx(styles.soft)}>
                <ServerText text={why} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}
