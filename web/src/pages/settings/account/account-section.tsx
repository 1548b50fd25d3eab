import { useQuery } from '@tanstack/react-query'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Answer } from '#web/api/answer.tsx'
import { clientOf } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { AppearanceCard } from './appearance-card.tsx'
import { FactorCard } from './factor-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { ProviderCard } from './provider-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { YouCard } from './you-card.tsx'

export type Account = NonNullable<Answered<Routes['account.show']>['account']>

/** What belongs to the person and not to an organisation. */
export function AccountSection() {
  const text = useText()
  const account = useRoute('account.show', {})
  const ways = useQuery({ queryKey: ['setup.status'], queryFn: () => clientOf('').call('setup.status') })
  const provider = ways.data?.provider?.name ?? null
  return (
    <SettingsFrame title={text('account.title')} lead={text('account.lead')}>
      <Answer of={account}>
        {({ account: mine }) =>
          mine === null ? null : (
            <>
              <YouCard account={mine} />
              <FactorCard account={mine} provider={provider} />
              <PasswordCard account={mine} provider={provider} />
              {provider === null ? null : <ProviderCard account={mine} provider={provider} />}
            </>
          )
        }
      </Answer>
      <SessionsCard />
      <AppearanceCard />
    </SettingsFrame>
  )
}
