import { useId, useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { Button } from '#web/kit/button.tsx'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { QrCode } from '#web/kit/qr-code.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import { useSubmit } from '#web/pages/entry/use-submit.ts'
import styles from './account.module.css'
import { BackupCodesDialog } from './backup-codes-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { useAccountChanged } from './use-account-changed.ts'

interface Begun {
  readonly totpURI: string
  readonly backupCodes: readonly string[]
}

/** Sets a second factor up: the password, the code of the app, and the codes to keep. */
export function BeginFactorDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText()
  const [begun, setBegun] = useState<Begun | null>(null)
  const [isProven, setProven] = useState(false)
  if (begun === null) {
    return (
      <PasswordDialog
        title={text('account.factor')}
        action={text('account.factor.next')}
        onClose={onClose}
        onPassword={async (password) => setBegun(await callSignIn('begin-second-factor', { password }))}
      />
    )
  }
  if (isProven) return <BackupCodesDialog codes={begun.backupCodes} onClose={onClose} />
  return <ProveDialog totpURI={begun.totpURI} onClose={onClose} onProven={() => setProven(true)} />
}

interface ProveDialogProps {
  /** What the authenticator app reads. */
  readonly totpURI: string
  readonly onClose: () => void
  readonly onProven: () => void
}

function ProveDialog({ totpURI, onClose, onProven }: ProveDialogProps) {
  const text = useText()
  const formId = useId()
  const [code, setCode] = useState('')
  const changed = useAccountChanged()
  const submit = useSubmit(async () => {
    await callSignIn('verify-code', { code: code.replaceAll(/\s/g, '') })
    onProven()
    sayDone(text('account.factor.done'))
    await changed()
  })
  return (
    <Dialog
      title={text('account.factor.scan.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('account.cancel')}</Button>
          <Button type="submit" form={formId} kind="primary" isBusy={submit.isBusy} isDisabled={code.trim().length < 6}>
            {text('account.factor.prove')}
          </Button>
        </>
      }
    >
      <SecretOf totpURI={totpURI} />
      <form id={formId} className={cx(styles.asked)} onSubmit={submit.onSubmit} noValidate>
        <SaidFailure failure={submit.failure} />
        <TextField
          label={text('account.factor.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          value={code}
          onChange={setCode}
        />
      </form>
    </Dialog>
  )
}

function SecretOf({ totpURI }: Pick<ProveDialogProps, 'totpURI'>) {
  const text = useText()
  const secret = new URL(totpURI).searchParams.get('secret') ?? ''
  return (
    <div className={cx(styles.secret)}>
      <QrCode text={totpURI} label={text('account.factor.scan')} />
      <div className={cx(styles.byHand)}>
        <p>{text('account.factor.scan.or')}</p>
        <CodeBlock label={text('account.factor.key')} text={secret} wraps>
          {secret.match(/.{1,4}/g)?.join(' ')}
        </CodeBlock>
        <p>
          <a className={cx(styles.link)} href={totpURI}>
            {text('account.factor.open')}
          </a>
        </p>
      </div>
    </div>
  )
}
