import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { callSignIn } from '#api/sign-in-client'
import { sessionQuery } from '#web/api/session.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import { useSubmit } from '#web/pages/entry/use-submit.ts'
import type { Account } from './account-section.tsx'
import styles from './account.module.css'
import { useAccountChanged } from './use-account-changed.ts'

export function YouCard({ account: { name, email } }: { readonly account: Account }) {
  const text = useText()
  const [typed, setTyped] = useState(name)
  const queries = useQueryClient()
  const changed = useAccountChanged()
  const submit = useSubmit(async () => {
    await callSignIn('change-name', { name: typed })
    sayDone(text('account.name.done'))
    await Promise.all([changed(), queries.invalidateQueries({ queryKey: sessionQuery.queryKey })])
  })
  return (
    <Card title={text('account.you')}>
      <form className={cx(styles.form)} onSubmit={submit.onSubmit} noValidate>
        <SaidFailure failure={submit.failure} />
        <TextField
          label={text('account.name')}
          description={text('account.name.how')}
          autoComplete="name"
          maxLength={100}
          value={typed}
          onChange={setTyped}
        />
        <TextField label={text('account.email')} description={text('account.email.how')} isReadOnly value={email} />
        <div>
          <Button type="submit" isBusy={submit.isBusy} isDisabled={typed.trim() === '' || typed.trim() === name}>
            {text('account.name.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
