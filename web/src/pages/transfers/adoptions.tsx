import type { ApiAdoption } from '#api/transfer-story'
import { Answer } from '#web/api/answer.tsx'
import { useMay } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Money } from '#web/kit/money.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { documentText, doubtText } from './story-words.ts'
import styles from './story.module.css'

const TONES = { sure: 'good', doubtful: 'warn', rejected: 'quiet', adopted: 'info' } as const

/** Documents of the ERP that could be a record's own; a person says which are. */
export function Adoptions({ transferId }: { readonly transferId: string }) {
  const text = useText()
  const found = useRoute('adoptions.list', { params: { transferId } })
  const mayChange = useMay('books:change')
  const reject = useChange('adoptions.reject', { onDone: () => sayDone(text('story.adopt.rejected')) })
  return (
    <Answer of={found}>
      {({ items }) => (
        <div className={cx(styles.adoptions)}>
          {items.length === 0 ? <p className={cx(styles.soft)}>{text('story.adopt.none')}</p> : null}
          {items.map((one) => (
            <Candidate key={`${one.reference} ${one.externalId}`} transferId={transferId} candidate={one} />
          ))}
          {mayChange ? (
            <div>
              <Button
                size="small"
                isBusy={reject.isPending}
                onPress={() => reject.mutate({ params: { transferId }, body: { externalId: null } })}
              >
                {text('story.adopt.rejectAll')}
              </Button>
            </div>
          ) : null}
        </div>
      )}
    </Answer>
  )
}

function Candidate({ transferId, candidate }: { readonly transferId: string; readonly candidate: ApiAdoption }) {
  const text = useText()
  const server = useServerText()
  const mayChange = useMay('books:change')
  const confirm = useChange('adoptions.confirm', {
    onDone: ({ differs }) => sayDone(differs === null ? text('story.adopt.confirmed') : server(differs)),
  })
  const { kind, externalId, state, reasons, planned, found } = candidate
  return (
    <div className={cx(styles.candidate)}>
      <div className={cx(styles.documentHead)}>
        <span>
          <strong>{documentText(text, kind)}</strong> {externalId}
        </span>
        <Badge tone={TONES[state]}>{text(`story.adopt.${state === 'rejected' ? 'rejected.state' : state}`)}</Badge>
      </div>
      <p className={cx(styles.soft)}>
        {text('story.adopt.found')} <Money amount={found.total} currency={found.currency} />, {found.date} ·{' '}
        {text('story.adopt.planned')} <Money amount={planned.total} currency={planned.currency} />, {planned.date}
      </p>
      {reasons.map((reason) => (
        <p key={reason}>{doubtText(text, reason)}</p>
      ))}
      {mayChange && state !== 'adopted' ? (
        <div>
          <Button
            size="small"
            kind="primary"
            isBusy={confirm.isPending}
            onPress={() => confirm.mutate({ params: { transferId }, body: { externalId } })}
          >
            {text('story.adopt.confirm')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
