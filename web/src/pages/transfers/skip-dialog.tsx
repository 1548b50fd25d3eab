import { useState } from 'react'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'

const SHORTEST_REASON = 3

interface SkipDialogProps {
  readonly transferId: string
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Asks why a record is not to be transferred: in a year somebody wants to know. */
export function SkipDialog({ transferId, isOpen, onClose }: SkipDialogProps) {
  const text = useText()
  const [reason, setReason] = useState('')
  const skip = useChange('transfers.skip', {
    onDone: () => {
      onClose()
      sayDone(text('transfer.skipped'))
    },
  })
  return (
    <Dialog
      title={text('transfer.skip.title')}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('transfer.skip.no')}</Button>
          <Button
            kind="danger"
            isBusy={skip.isPending}
            isDisabled={reason.trim().length < SHORTEST_REASON}
            onPress={() => skip.mutate({ params: { transferId }, body: { reason } })}
          >
            {text('transfer.skip.yes')}
          </Button>
        </>
      }
    >
      <p>{text('transfer.skip.text')}</p>
      <TextField
        label={text('transfer.skip.reason')}
        description={text('transfer.skip.reason.why')}
        isLong
        autoFocus
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
    </Dialog>
  )
}
