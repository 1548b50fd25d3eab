import { ArrowRight, OctagonAlert, TriangleAlert, UserCheck } from 'lucide-react'
import type { ApiAlarm } from '#api/health'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Count } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText, useServerText } from '#web/languages/server-text.tsx'
import styles from './alarms.module.css'
import { type AlarmPlace, placeOf } from './health-words.ts'

const LOOK_EVERY_MS = 30_000

// What waits for a person stands on the same page by its causes, which lead to it.
const isInCauses = ({ code }: ApiAlarm): boolean => code === 'RECORDS_WAIT'

/** What is not right, with what to do. Nothing stands here when nothing is. */
export function AlarmsCard() {
  const text = useText()
  const alarms = useRoute('alarms.list', { query: { state: 'open' } }, { everyMs: LOOK_EVERY_MS })
  return (
    <Answer of={alarms} skeleton={null}>
      {({ items }) =>
        items.every(isInCauses) ? null : (
          <Card title={text('overview.alarms')} description={text('overview.alarms.lead')} isFlush>
            <ul>
              {items
                .filter((alarm) => !isInCauses(alarm))
                .map((alarm) => (
                  <AlarmItem key={alarm.alarmId} alarm={alarm} />
                ))}
            </ul>
          </Card>
        )
      }
    </Answer>
  )
}

function AlarmItem({ alarm }: { readonly alarm: ApiAlarm }) {
  const text = useText()
  const { severity, message, remedy, openedAt, count } = alarm
  const Icon = severity === 'critical' ? OctagonAlert : TriangleAlert
  const place = placeOf(alarm)
  return (
    <li className={cx(styles.alarm, styles[severity])}>
      <Icon size={18} aria-hidden className={cx(styles.icon)} />
      <div className={cx(styles.text)}>
        <p className={cx(styles.message)}>
          <span className={cx(styles.severity)}>{text(`overview.alarm.${severity}`)}</span>{' '}
          <ServerText text={message} />
        </p>
        {remedy === null ? null : (
          <p className={cx(styles.remedy)}>
            <ServerRemedy text={remedy} />
          </p>
        )}
        <p className={cx(styles.foot)}>
          <span>
            {text('overview.alarm.since')} <Instant at={openedAt} as="short" />
          </span>
          {place === null ? null : <Place place={place} />}
        </p>
        <Care alarm={alarm} />
      </div>
      {count > 1 ? (
        <Count tone={severity === 'critical' ? 'bad' : 'warn'}>
          <Figure value={count} />
        </Count>
      ) : null}
    </li>
  )
}

/** Who looks after it; or a button to say that one does, so that nobody further is told of it. */
function Care({ alarm: { alarmId, message, acknowledged } }: { readonly alarm: ApiAlarm }) {
  const text = useText()
  const server = useServerText()
  const acknowledge = useChange('alerts.acknowledge')
  const mayChange = useMay('transfers:change')
  if (acknowledged !== null) {
    return (
      <p className={cx(styles.care)}>
        <UserCheck size={14} aria-hidden />
        <span>
          {text('overview.alarm.acknowledged', { name: acknowledged.by })} <Instant at={acknowledged.at} as="short" />
        </span>
      </p>
    )
  }
  if (!mayChange) return null
  return (
    <div className={cx(styles.care)}>
      <Button
        size="small"
        icon={UserCheck}
        isBusy={acknowledge.isPending}
        aria-label={text('overview.alarm.acknowledge.of', { message: server(message) })}
        onPress={() => acknowledge.mutate({ params: { alarmId }, body: {} })}
      >
        {text('overview.alarm.acknowledge')}
      </Button>
    </div>
  )
}

function Place({ place }: { readonly place: AlarmPlace }) {
  const text = useText()
  const { organization } = useOrganization()
  const words = (
    <>
      {text(`overview.alarm.to.${place}`)} <ArrowRight size={13} aria-hidden />
    </>
  )
  const params = { organization }
  if (place === 'transfers')
    return (
      <TextLink to="/o/$organization/transfers" params={params} search={{ state: 'waiting' }}>
        {words}
      </TextLink>
    )
  return (
    <TextLink to={PATHS[place]} params={params}>
      {words}
    </TextLink>
  )
}

const PATHS = {
  payouts: '/o/$organization/payouts',
  stock: '/o/$organization/stock',
  reconciliation: '/o/$organization/reconciliation',
  connections: '/o/$organization/settings/connections',
} as const
