import { ChevronDown, MessageSquare, UserRound } from 'lucide-react'
import { useId } from 'react'
import type { AttentionGroup } from '#api/attention'
import { Badge, Count } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { Figure, Money } from '#web/kit/money.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import { Care } from './care.tsx'
import { GroupActions } from './group-actions.tsx'
import { Remedy } from './remedy.tsx'
import styles from './attention.module.css'

interface CauseGroupProps {
  readonly group: AttentionGroup
  readonly isOpen: boolean
  readonly onToggle: () => void
}

/** One cause: how many wait for it, since when, what they are worth; opened, its remedy and who takes care of it. */
export function CauseGroup({ group, isOpen, onToggle }: CauseGroupProps) {
  const text = useText()
  const bodyId = useId()
  const { message, transfers, code, subject, assignee, notes } = group
  return (
    <li className={cx(styles.cause)}>
      <div className={cx(styles.head)}>
        <div className={cx(styles.words)}>
          <h2 className={cx(styles.title)}>
            <button
              type="button"
              className={cx(styles.toggle)}
              aria-expanded={isOpen}
              aria-controls={bodyId}
              data-head
              onClick={onToggle}
            >
              <ChevronDown size={16} aria-hidden className={cx(isOpen && styles.turned)} />
              <span>
                <ServerText text={message} />
              </span>
            </button>
            <Count tone="bad">
              <Figure value={transfers} />
            </Count>
          </h2>
          <p className={cx(styles.facts)}>
            <Facts group={group} />
          </p>
          <span className={cx(styles.badges)}>
            <code className={cx(styles.code)}>{subject ?? code}</code>
            {assignee === null ? null : (
              <Badge tone="info" icon={UserRound}>
                {assignee.name}
              </Badge>
            )}
            {notes === 0 ? null : <Badge icon={MessageSquare}>{text('attention.notes', { count: notes })}</Badge>}
          </span>
        </div>
        <GroupActions group={group} isOpen={isOpen} onOpen={onToggle} />
      </div>
      <div id={bodyId} hidden={!isOpen}>
        {isOpen ? (
          <div className={cx(styles.body)}>
            <Remedy group={group} />
            <Care about={group.about} />
          </div>
        ) : null}
      </div>
    </li>
  )
}

function Facts({ group: { money, oldestAt, integration, flows } }: Pick<CauseGroupProps, 'group'>) {
  const text = useText()
  return (
    <>
      {money.map(({ amount, currency }) => (
        <span key={currency}>
          <Money amount={amount} currency={currency} />
        </span>
      ))}
      {oldestAt === null ? null : (
        <span>
          {text('attention.since')} <Instant at={oldestAt} />
        </span>
      )}
      {integration === null ? null : (
        <span>{[integration, ...flows.map((flow) => text(flowTextId(flow)))].join(', ')}</span>
      )}
    </>
  )
}
