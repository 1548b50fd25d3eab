import { useState } from 'react'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './privacy.module.css'

interface EraseDialogProps {
  readonly who: string
  readonly onClose: () => void
  readonly onErased: () => void
}

/** Says what goes and what the law keeps, and has the person typed again: nothing brings it back. */
export function EraseDialog({ who, onClose, onErased }: EraseDialogProps) {
  const text = useText()
  const [confirm, setConfirm] = useState('')
  const erase = useChange('privacy.erase', {
    onDone: ({ erased }) => {
      onClose()
      sayDone(text('privacy.erase.done', { count: erased }))
      onErased()
    },
  })
  return (
    <Dialog
      title={text('privacy.erase.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('privacy.erase.no')}</Button>
          <Button
            kind="danger"
            isBusy={erase.isPending}
            isDisabled={confirm.trim().toLowerCase() !== who.toLowerCase()}
            onPress={() => erase.mutate({ body: { who, confirm: confirm.trim() } })}
          >
            {text('privacy.erase.go')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.goes)}>
        <h3>{text('privacy.erase.goes')}</h3>
        <p>{text('privacy.erase.goes.text')}</p>
        <h3>{text('privacy.erase.stays')}</h3>
        <ul>
          <li>{text('privacy.erase.stays.figures')}</li>
          <li>{text('privacy.erase.stays.erp')}</li>
          <li>{text('privacy.erase.stays.proof')}</li>
        </ul>
      </div>
      <Notice tone="warn" title={text('privacy.erase.first')} />
      <TextField
        label={text('privacy.erase.confirm', { who })}
        autoComplete="off"
        autoFocus
        value={confirm}
        onChange={setConfirm}
      />
    </Dialog>
  )
}
