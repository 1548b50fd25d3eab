import { Button } from '#web/kit/button.tsx'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'

/** Shows, this once, what the messages of a webhook are signed with. */
export function SecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const text = useText()
  return (
    <Dialog
      title={text('alerts.secret.title')}
      isOpen
      isShownOnce
      onClose={onClose}
      footer={
        <Button kind="primary" onPress={onClose}>
          {text('alerts.secret.done')}
        </Button>
      }
    >
      <Notice tone="info" title={text('alerts.secret.once')} />
      <CodeBlock label={text('alerts.secret')} text={secret} wraps />
      <p>{text('alerts.secret.use')}</p>
    </Dialog>
  )
}
