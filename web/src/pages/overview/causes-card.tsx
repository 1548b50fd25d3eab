import { useOrganization } from '#web/api/organization.tsx'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Count } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { remedyText } from '#web/kit/remedy-text.ts'
import { useText } from '#web/languages/use-text.ts'
import styles from './overview.module.css'

const MOST = 5
const LOOK_EVERY_MS = 30_000

/** The causes that stop most, with their remedy. */
export function CausesCard() {
  const text = useText()
  const { organization } = useOrganization()
  const causes = useRoute('attention.list', {}, { everyMs: LOOK_EVERY_MS })
  return (
    <Card title={text('overview.causes')} description={text('overview.causes.lead')} isFlush>
      <Answer of={causes}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={cx(styles.none)}>{text('overview.causes.none')}</p>
          ) : (
            <ul>
              {items.slice(0, MOST).map(({ code, subject, message, remedy, transfers }) => (
                <li key={`${code} ${subject ?? ''}`} className={cx(styles.cause)}>
                  <Count tone="bad">
                    <Figure value={transfers} />
                  </Count>
                  <div>
                    <TextLink
                      to="/o/$organization/transfers"
                      params={{ organization }}
                      search={{ state: 'attention', cause: code, ...(subject === null ? {} : { subject }) }}
                    >
                      {message}
                    </TextLink>
                    <p className={cx(styles.remedy)}>{remedyText(remedy)}</p>
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
