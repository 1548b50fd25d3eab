import type { Comparable } from '#api/ledger'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { useDaysText } from './use-days-text.ts'
import type { Range } from './filter.ts'

interface ReleaseDialogProps {
  readonly chosen: Comparable
  readonly range: Range
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Says what it means to adopt nothing more, before anybody does. */
export function ReleaseDialog({ chosen, range, isOpen, onClose, onDone }: ReleaseDialogProps) {
  const text = useText()
  const { integration, live, timeZone } = chosen
  const days = useDaysText(timeZone)(range)
  const release = useChange('adoptions.release', {
    onDone: ({ released }) => {
      onDone()
      onClose()
      sayDone(text('past.adopt.released', { count: released }))
    },
  })
  return (
    <Dialog
      title={text('past.adopt.release')}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('past.cancel')}</Button>
          <Button
            kind="danger"
            isBusy={release.isPending}
            onPress={() => release.mutate({ body: { integration, ...range } })}
          >
            {text('past.adopt.release')}
          </Button>
        </>
      }
    >
      <p>{text('past.adopt.release.text', { days })}</p>
      <Notice tone="warn" title={text('past.adopt.release.twice')} />
      {live ? null : <Notice tone="info" title={text('past.adopt.not-live')} />}
    </Dialog>
  )
}
