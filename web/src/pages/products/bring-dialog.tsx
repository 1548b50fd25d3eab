import type { CompareResult } from '#api/job-results/catalog'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useText } from '#web/languages/use-text.ts'
import { changesOf } from './changes-of.ts'
import styles from './products.module.css'

interface BringDialogProps {
  readonly result: CompareResult
  readonly onBring: () => void
  readonly onClose: () => void
}

/** Says how much would be changed, and what would not, before anything is. */
export function BringDialog({ result, onBring, onClose }: BringDialogProps) {
  const text = useText()
  const { written, joined, mayMake, left } = changesOf(result)
  return (
    <Dialog
      title={text('products.bring.title', { changes: written + joined })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('products.cancel')}</Button>
          <Button
            kind="primary"
            onPress={() => {
              onBring()
              onClose()
            }}
          >
            {text('products.bring.do')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.words)}>
        <ul className={cx(styles.points)}>
          {written === 0 ? null : <li>{text(`products.bring.written.${result.what}`, { count: written })}</li>}
          {joined === 0 ? null : <li>{text('products.bring.joined', { count: joined })}</li>}
          {mayMake ? <li>{text('products.bring.make')}</li> : null}
          {left === 0 ? null : <li>{text('products.bring.left', { count: left })}</li>}
        </ul>
        <p className={cx(styles.soft)}>{text('products.bring.means')}</p>
      </div>
    </Dialog>
  )
}
