import { Tags } from 'lucide-react'
import type { Comparable } from '#api/ledger'
import { useOrganization } from '#web/api/organization.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Tab } from './filter.ts'

interface SwitchedOffProps {
  readonly what: Tab
  /** Those in which the flow could be switched on. */
  readonly integrations: readonly Comparable[]
}

/** What will be here once the flow is switched on, and where that is done. */
export function SwitchedOff({ what, integrations }: SwitchedOffProps) {
  const text = useText()
  return (
    <EmptyState
      icon={Tags}
      title={text(`products.off.${what}.title`)}
      action={<WhereToSwitchOn integrations={integrations} />}
    >
      {text(`products.off.${what}`)}
    </EmptyState>
  )
}

function WhereToSwitchOn({ integrations }: Pick<SwitchedOffProps, 'integrations'>) {
  const text = useText()
  const { organization } = useOrganization()
  const [only, another] = integrations
  if (only === undefined)
    return (
      <ButtonLink to="/o/$organization/setup" params={{ organization }}>
        {text('products.off.setup')}
      </ButtonLink>
    )
  if (another !== undefined)
    return (
      <ButtonLink to="/o/$organization/settings/integrations" params={{ organization }}>
        {text('products.off.open')}
      </ButtonLink>
    )
  return (
    <ButtonLink
      to="/o/$organization/settings/integrations/$integration"
      params={{ organization, integration: only.integration }}
    >
      {text('products.off.open.one', { name: only.name })}
    </ButtonLink>
  )
}
