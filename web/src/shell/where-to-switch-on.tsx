import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { ButtonLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'

/** The way to where a flow is switched on: the only integration, all of them, or the set-up where there is none. */
export function WhereToSwitchOn() {
  const text = useText()
  const { organization } = useOrganization()
  const { data } = useRoute('ledger.integrations', {})
  if (data === undefined) return null
  const [only, another] = data.items
  if (only === undefined)
    return (
      <ButtonLink to="/o/$organization/setup" params={{ organization }}>
        {text('flow.off.setup')}
      </ButtonLink>
    )
  if (another !== undefined)
    return (
      <ButtonLink to="/o/$organization/settings/integrations" params={{ organization }}>
        {text('flow.off.open')}
      </ButtonLink>
    )
  return (
    <ButtonLink
      to="/o/$organization/settings/integrations/$integration"
      params={{ organization, integration: only.integration }}
    >
      {text('flow.off.open.one', { name: only.name })}
    </ButtonLink>
  )
}
