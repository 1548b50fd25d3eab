import { callSignIn } from '#api/sign-in-client'
import { useOrganization } from '#web/api/organization.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SaidFailure } from '#web/pages/entry/said-failure.tsx'
import { useSubmit } from '#web/pages/entry/use-submit.ts'
import type { Account } from './account-section.tsx'
import styles from './account.module.css'
import { accountRoute } from './route.tsx'

interface ProviderCardProps {
  readonly account: Account
  readonly provider: string
}

/** The company's own sign-in, and what that means for the second factor. */
export function ProviderCard({ account: { hasProvider }, provider }: ProviderCardProps) {
  const text = useText()
  const { organization } = useOrganization()
  const { error } = accountRoute.useSearch()
  const submit = useSubmit(async () => {
    const back = `/o/${organization}/settings/account`
    const { url } = await callSignIn('link-provider', { provider: 'oidc', callbackURL: back, errorCallbackURL: back })
    location.assign(url)
  })
  return (
    <Card title={text('account.provider')} description={text('account.provider.lead', { name: provider })}>
      <form className={cx(styles.form)} onSubmit={submit.onSubmit}>
        <SaidFailure failure={submit.failure} />
        {error === undefined ? null : (
          <Notice tone="bad" title={text('account.provider.failed', { name: provider })}>
            {text('account.provider.failed.more', { error })}
          </Notice>
        )}
        <p>{text(hasProvider ? 'account.provider.on' : 'account.provider.off', { name: provider })}</p>
        {hasProvider ? null : (
          <div>
            <Button type="submit" isBusy={submit.isBusy}>
              {text('account.provider.link', { name: provider })}
            </Button>
          </div>
        )}
      </form>
    </Card>
  )
}
