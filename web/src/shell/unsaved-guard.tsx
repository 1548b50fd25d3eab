import { useBlocker } from '@tanstack/react-router'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { hasUnsaved, isLostBetween } from '#web/kit/unsaved.ts'
import { useText } from '#web/languages/use-text.ts'

/** Asks before somebody leaves what is not saved; the browser asks where the page itself is closed or loaded anew. */
export function UnsavedGuard() {
  const text = useText()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isLostBetween(current, next),
    enableBeforeUnload: hasUnsaved,
    withResolver: true,
  })
  return (
    <Dialog
      title={text('unsaved.title')}
      isOpen={status === 'blocked'}
      onClose={() => reset?.()}
      footer={
        <>
          <Button onPress={() => reset?.()}>{text('unsaved.stay')}</Button>
          <Button kind="danger" onPress={() => proceed?.()}>
            {text('unsaved.leave')}
          </Button>
        </>
      }
    >
      <p>{text('unsaved.text')}</p>
    </Dialog>
  )
}
