import { CircleCheck, CirclePause, Workflow } from 'lucide-react'
import type { ApiIntegration } from '#api/integrations'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { ButtonLink, TextLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import styles from './integrations.module.css'

/** Which store feeds which books, and what moves between them. */
export function IntegrationsPage() {
  const text = useText()
  const { organization } = useOrganization()
  const integrations = useRoute('integrations.list', {})
  return (
    <SettingsFrame title={text('integrations.title')} lead={text('integrations.lead')}>
      <Answer of={integrations}>
        {({ items }) =>
          items.length === 0 ? (
            <Card isFlush>
              <EmptyState
                icon={Workflow}
                title={text('integrations.empty.title')}
                action={
                  <ButtonLink kind="primary" to="/o/$organization/setup" params={{ organization }}>
                    {text('integrations.empty.do')}
                  </ButtonLink>
                }
              >
                {text('integrations.empty')}
              </EmptyState>
            </Card>
          ) : (
            <ul className={cx(styles.list)}>
              {items.map((integration) => (
                <Item key={integration.integration} integration={integration} />
              ))}
            </ul>
          )
        }
      </Answer>
    </SettingsFrame>
  )
}

function Item({
  integration: { integration, name, store, target, live, flows },
}: {
  readonly integration: ApiIntegration
}) {
  const text = useText()
  const { organization } = useOrganization()
  const on = flows.filter(({ enabled }) => enabled)
  return (
    <li className={cx(styles.item)}>
      <div className={cx(styles.head)}>
        <h2>
          <TextLink
            to="/o/$organization/settings/integrations/$integration"
            params={{ organization, integration }}
            className={cx(styles.name)}
          >
            {name}
          </TextLink>
        </h2>
        <LiveBadge isLive={live} />
      </div>
      <p>{`${store} → ${target}`}</p>
      <p className={cx(styles.soft)}>
        {on.length === 0
          ? text('integrations.flows.none')
          : on.map(({ flow }) => text(flowTextId(flow), { flow })).join(', ')}
      </p>
    </li>
  )
}

export function LiveBadge({ isLive }: { readonly isLive: boolean }) {
  const text = useText()
  return (
    <Badge tone={isLive ? 'good' : 'info'} icon={isLive ? CircleCheck : CirclePause}>
      {text(isLive ? 'integrations.live' : 'integrations.held')}
    </Badge>
  )
}
