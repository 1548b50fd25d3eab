import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import styles from './connections-page.module.css'

/** The newest runs through a connection that did not end well, each leading to its transfer. */
export function FailuresCard({ connection }: { readonly connection: string }) {
  const text = useText()
  const { organization } = useOrganization()
  const activity = useRoute('connections.activity', { params: { connection } }, { everyMs: 5_000 })
  return (
    <Card title={text('connections.failures')} isFlush>
      <Answer of={activity}>
        {({ failures }) =>
          failures.length === 0 ? (
            <p className={cx(styles.empty)}>{text('connections.failures.none')}</p>
          ) : (
            <ul className={cx(styles.failures)}>
              {failures.map(({ at, transferId, recordName, flow, message }) => (
                <li key={`${transferId} ${at}`}>
                  <div className={cx(styles.line)}>
                    <TextLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
                      {`${text(flowTextId(flow), { flow })} ${recordName ?? ''}`}
                    </TextLink>
                    <span className={cx(styles.soft)}>
                      <Instant at={at} />
                    </span>
                  </div>
                  <span>
                    <ServerText text={message} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}
