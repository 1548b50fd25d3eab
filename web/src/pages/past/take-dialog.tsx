import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'

interface TakeDialogProps {
  /** How many are sure. */
  readonly count: number
  readonly isLive: boolean
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onTake: () => void
}

/** Says what it means to take what is sure, before anybody does. */
export function TakeDialog({ count, isLive, isOpen, onClose, onTake }: TakeDialogProps) {
  const text = useText()
  return (
    <Dialog
      title={text('past.adopt.take')}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('past.cancel')}</Button>
          <Button kind="primary" onPress={onTake}>
            {text('past.adopt.take')}
          </Button>
        </>
      }
    >
      <p>{text('past.adopt.take.text', { count })}</p>
      <p>{text('past.adopt.take.rest')}</p>
      {isLive ? null : <Notice tone="info" title={text('past.adopt.not-live')} />}
    </Dialog>
  )
}
