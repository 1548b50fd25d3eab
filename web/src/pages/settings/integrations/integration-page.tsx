import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ApiIntegration } from '#api/integrations'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import { FlowsCard } from './flows-card.tsx'
import styles from './integrations.module.css'
import { LiveBadge } from './integrations-page.tsx'
import { LiveCard } from './live-card.tsx'
import { integrationRoute, PARTS } from './route.tsx'
import { RulesForm } from './rules-form.tsx'
import { useRuleWords } from './rule-words.ts'
import { RunCard } from './run-card.tsx'

/** One integration: what moves when, how the books should look, and the rules of each flow. */
export function IntegrationPage() {
  const text = useText()
  const { integration: key } = integrationRoute.useParams()
  const integrations = useRoute('integrations.list', {}, { everyMs: 10_000 })
  const frame = (content: ReactNode) => (
    <SettingsFrame title={key} above={<Back />}>
      {content}
    </SettingsFrame>
  )
  return (
    <Answer of={integrations} frame={frame}>
      {({ items }) => {
        const found = items.find(({ integration }) => integration === key)
        return found === undefined ? (
          frame(
            <Notice tone="info" title={text('integrations.gone', { integration: key })}>
              {text('integrations.gone.lead')}
            </Notice>,
          )
        ) : (
          <Loaded key={key} integration={found} />
        )
      }}
    </Answer>
  )
}

function Loaded({ integration }: { readonly integration: ApiIntegration }) {
  const text = useText()
  const { organization } = useOrganization()
  const { part = 'flows' } = integrationRoute.useSearch()
  const { integration: key, name, store, target, live } = integration
  return (
    <SettingsFrame title={name} lead={`${store} → ${target}`} above={<Back />} beside={<LiveBadge isLive={live} />}>
      <LinkTabs label={text('integrations.parts')}>
        {PARTS.map((each) => (
          <Link
            key={each}
            to="/o/$organization/settings/integrations/$integration"
            params={{ organization, integration: key }}
            search={{ part: each }}
            aria-current={each === part ? 'page' : undefined}
          >
            {text(`integrations.part.${each}`)}
          </Link>
        ))}
      </LinkTabs>
      {part === 'flows' ? <Flows integration={integration} /> : <Rules integration={integration} part={part} />}
    </SettingsFrame>
  )
}

const Flows = ({ integration }: { readonly integration: ApiIntegration }) => (
  <>
    <LiveCard integration={integration} />
    <FlowsCard integration={integration} />
    <RunCard integration={integration} />
  </>
)

// The day from which on it is live has its place beside the switch.
const ELSEWHERE = ['goLiveOn']

function Rules({ integration, part }: { readonly integration: ApiIntegration; readonly part: 'books' | 'rules' }) {
  const text = useText()
  const words = useRuleWords()
  const described = useRoute('integrations.rules', {})
  const isOff = (name: string) => integration.flows.some(({ flow, enabled }) => flow === name && !enabled)
  return (
    <Answer of={described}>
      {({ policies, rules }) =>
        part === 'books' ? (
          <Card title={text('integrations.books')} description={text('integrations.books.lead')}>
            <RulesForm
              integration={integration}
              fields={policies.filter(({ name }) => !ELSEWHERE.includes(name))}
              of={{ part: 'policies' }}
            />
          </Card>
        ) : (
          rules.map((flow) => (
            <Card
              key={flow.name}
              title={text(flowTextId(flow.name), { flow: words.option(flow.name) })}
              description={words.help(`flow-${flow.name}`, flow)}
            >
              <Folded isFolded={isOff(flow.name)}>
                <RulesForm integration={integration} fields={flow.fields} of={{ part: 'rules', flow: flow.name }} />
              </Folded>
            </Card>
          ))
        )
      }
    </Answer>
  )
}

/** The rules of a flow that is off are in nobody's way. */
function Folded({ isFolded, children }: { readonly isFolded: boolean; readonly children: ReactNode }) {
  const text = useText()
  if (!isFolded) return children
  return (
    <details className={cx(styles.folded)}>
      <summary>{text('integrations.rules.off')}</summary>
      {children}
    </details>
  )
}

function Back() {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <TextLink to="/o/$organization/settings/integrations" params={{ organization }}>
      {text('integrations.title')}
    </TextLink>
  )
}
