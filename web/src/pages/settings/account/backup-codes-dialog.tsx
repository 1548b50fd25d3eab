import { Download } from 'lucide-react'
import { buttonClass, Button } from '#web/kit/button.tsx'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './account.module.css'

interface BackupCodesDialogProps {
  readonly codes: readonly string[]
  readonly onClose: () => void
}

/** Shows backup codes this once. */
export function BackupCodesDialog({ codes, onClose }: BackupCodesDialogProps) {
  const text = useText()
  const lines = codes.join('\n')
  return (
    <Dialog
      title={text('account.factor.keep.title')}
      isOpen
      isShownOnce
      onClose={onClose}
      footer={
        <>
          <a
            className={buttonClass({})}
            download="tillbridge-backup-codes.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${lines}\n`)}`}
          >
            <Download size={16} aria-hidden />
            <span>{text('account.factor.keep.file')}</span>
          </a>
          <Button kind="primary" onPress={onClose}>
            {text('account.factor.keep.done')}
          </Button>
        </>
      }
    >
      <p>{text('account.factor.keep')}</p>
      <CodeBlock label={text('account.factor.keep.list')} text={lines}>
        <span className={cx(styles.codes)}>
          {codes.map((code) => (
            <span key={code}>{code}</span>
          ))}
        </span>
      </CodeBlock>
    </Dialog>
  )
}
