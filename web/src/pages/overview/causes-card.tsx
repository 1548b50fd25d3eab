import type { AttentionGroup } from '#api/attention'
import { useOrganization } from '#web/api/organization.tsx'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Count } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'
import styles from './overview.module.css'

const MOST = 5
const LOOK_EVERY_MS = 30_000

/** The causes that stop most, with their remedy. */
export function CausesCard() {
  const text = useText()
  const causes = useRoute('attention.list', {}, { everyMs: LOOK_EVERY_MS })
  return (
    <Card title={text('overview.causes')} description={text('overview.causes.lead')} isFlush>
      <Answer of={causes}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={cx(styles.none)}>{text('overview.causes.none')}</p>
          ) : (
            <ul>
              {items.slice(0, MOST).map((group) => (
                <li key={group.about} className={cx(styles.cause)}>
                  <Count tone="bad">
                    <Figure value={group.transfers} />
                  </Count>
                  <div>
                    <CauseLink group={group} />
                    <p className={cx(styles.remedy)}>
                      <ServerRemedy text={group.remedy} />
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

/** To what it stops. What waits for a connection has no cause of its own, and may not even have come yet: that leads to the connection. */
function CauseLink({ group }: { readonly group: AttentionGroup }) {
  const { organization } = useOrganization()
  const { integration, code, subject, message, connection } = group
  if (integration === null && connection !== null)
    return (
      <TextLink to="/o/$organization/settings/connections/$connection" params={{ organization, connection }}>
        <ServerText text={message} />
      </TextLink>
    )
  const of = { ...(integration === null ? {} : { integration }), ...(subject === null ? {} : { subject }) }
  return (
    <TextLink
      to="/o/$organization/transfers"
      params={{ organization }}
      search={{ state: 'attention', cause: code, ...of }}
    >
      <ServerText text={message} />
    </TextLink>
  )
}
