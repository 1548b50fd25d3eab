import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { BackupCodesDialog } from './backup-codes-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { useAccountChanged } from './use-account-changed.ts'

interface FactorDialogProps {
  readonly onClose: () => void
}

export function EndFactorDialog({ onClose }: FactorDialogProps) {
  const text = useText()
  const changed = useAccountChanged()
  const end = async (password: string): Promise<void> => {
    await callSignIn('end-second-factor', { password })
    onClose()
    sayDone(text('account.factor.end.done'))
    await changed()
  }
  return (
    <PasswordDialog
      title={text('account.factor.end.title')}
      action={text('account.factor.end')}
      kind="danger"
      onClose={onClose}
      onPassword={end}
    >
      <p>{text('account.factor.end.text')}</p>
    </PasswordDialog>
  )
}

export function NewCodesDialog({ onClose }: FactorDialogProps) {
  const text = useText()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (codes !== null) return <BackupCodesDialog codes={codes} onClose={onClose} />
  return (
    <PasswordDialog
      title={text('account.factor.codes.title')}
      action={text('account.factor.next')}
      onClose={onClose}
      onPassword={async (password) => setCodes((await callSignIn('new-backup-codes', { password })).backupCodes)}
    >
      <p>{text('account.factor.codes.text')}</p>
    </PasswordDialog>
  )
}
