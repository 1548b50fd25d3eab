import { useNavigate } from '@tanstack/react-router'
import { ChevronRight, OctagonAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import type { auditEvent } from '#api/audit'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './audit.module.css'
import { DifferenceTable } from './difference-table.tsx'
import { eventWords } from './event-words.ts'

type AuditEvent = z.infer<typeof auditEvent>

/** Each event in a sentence; opened, it tells all. */
export function EventList({ events }: { readonly events: readonly AuditEvent[] }) {
  const text = useText()
  return (
    <ol className={cx(styles.list)} aria-label={text('audit.list')}>
      {events.map((event) => (
        <li key={event.auditId}>
          <EventItem event={event} />
        </li>
      ))}
    </ol>
  )
}

function EventItem({ event }: { readonly event: AuditEvent }) {
  const text = useText()
  const [isOpen, setOpen] = useState(false)
  const { by, subject, at } = event
  return (
    <details className={cx(styles.event)} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <ChevronRight size={16} aria-hidden className={cx(styles.chevron)} />
        <span className={cx(styles.words)}>
          <span>
            <strong>{by.name}</strong>{' '}
            {by.kind === 'person' ? null : <span className={cx(styles.soft)}>({text(`audit.by.${by.kind}`)}) </span>}
            {eventWords(event.event, text)}
          </span>
          {subject === null || subject === `person:${by.name}` || isId(subject) ? null : (
            <span className={cx(styles.soft)}>{subjectWords(subject)}</span>
          )}
        </span>
        <Outcome outcome={event.outcome} />
        <span className={cx(styles.at)}>
          <Instant at={at} as="short" />
        </span>
      </summary>
      {isOpen ? <EventDetail event={event} /> : null}
    </details>
  )
}

/** An id says nothing in a list; who opens the event finds it there. */
const isId = (subject: string): boolean => /:[\da-f]{8}-[\da-f-]{27}$/.test(subject)

/** `person:ada@example.com` is better read as the address alone, and so are others that have a name. */
const subjectWords = (subject: string): string =>
  subject.replace(/^(?:person|api-key|alert-channel|connection|integration|organization):/, '')

function Outcome({ outcome }: Pick<AuditEvent, 'outcome'>) {
  const text = useText()
  if (outcome === 'done') return null
  return outcome === 'failed' ? (
    <Badge tone="bad" icon={OctagonAlert}>
      {text('audit.outcome.failed')}
    </Badge>
  ) : (
    <Badge tone="warn" icon={TriangleAlert}>
      {text('audit.outcome.begun')}
    </Badge>
  )
}

function EventDetail({ event }: { readonly event: AuditEvent }) {
  const text = useText()
  const navigate = useNavigate()
  const { before, after, address, subject, at, auditId } = event
  return (
    <div className={cx(styles.detail)}>
      <DifferenceTable before={before} after={after} />
      <KeyValues
        facts={[
          [text('audit.at'), <Instant key="at" at={at} as="exact" />],
          [text('audit.from'), address],
          [text('audit.event'), <code key="event">{event.event}</code>],
          [text('audit.subject'), subject],
          [text('audit.id'), <code key="id">{auditId}</code>],
        ]}
      />
      {subject === null ? null : (
        <div>
          <Button size="small" onPress={() => void navigate({ to: '.', search: { subject } })}>
            {text('audit.only')}
          </Button>
        </div>
      )}
    </div>
  )
}
