import { useState } from 'react'
import type { Retained } from '#api/retention'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Instant } from '#web/kit/instant.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './retention.module.css'

const OWN = 'own'
const ALWAYS = 'always'
const OFFERED = [7, 14, 30, 90, 365, 730, 4018]

/** How long one kind is kept: what would go is counted before it is decided. */
export function RetentionDialog({ item, onClose }: { readonly item: Retained; readonly onClose: () => void }) {
  const text = useText()
  const { kind, days: now, least } = item
  const offered = OFFERED.filter((days) => days >= least)
  const [choice, choose] = useState(now === null ? ALWAYS : offered.includes(now) ? String(now) : OWN)
  const [own, setOwn] = useState(String(now ?? least))
  const days = choice === ALWAYS ? null : Number(choice === OWN ? own : choice)
  const isRight = days === null || (Number.isInteger(days) && days >= least && days <= 36_500)
  const change = useChange('retention.change', {
    onDone: () => {
      sayDone(text('retention.saved'))
      onClose()
    },
  })
  const choices = [
    ...offered.map((each) => ({ key: String(each), label: text('retention.days', { days: each }) })),
    { key: OWN, label: text('retention.own') },
    { key: ALWAYS, label: text('retention.always') },
  ]
  return (
    <Dialog
      title={text(`retention.${kind}`)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('retention.cancel')}</Button>
          <Button
            kind={days !== null && (now === null || days < now) ? 'danger' : 'primary'}
            isDisabled={!isRight || days === now}
            isBusy={change.isPending}
            onPress={() => change.mutate({ body: { days: { [kind]: days } } })}
          >
            {text('retention.save')}
          </Button>
        </>
      }
    >
      <div className={cx(styles.form)}>
        <p className={cx(styles.soft)}>{text(`retention.${kind}.lead`)}</p>
        <Select label={text('retention.kept')} choices={choices} value={choice} onChange={choose} />
        {choice === OWN ? (
          <TextField
            label={text('retention.days.label')}
            inputMode="numeric"
            value={own}
            onChange={setOwn}
            {...(isRight
              ? { description: text('retention.least', { days: least }) }
              : { error: text('retention.least', { days: least }) })}
          />
        ) : null}
        {days === null ? <p>{text('retention.keepsAll')}</p> : isRight ? <Goes kind={kind} days={days} /> : null}
      </div>
    </Dialog>
  )
}

function Goes({ kind, days }: { readonly kind: Retained['kind']; readonly days: number }) {
  const text = useText()
  const { data } = useRoute('retention.preview', { query: { kind, days } })
  if (data === undefined) return <p className={cx(styles.soft)}>…</p>
  const { rows, isMore, oldest } = data
  return (
    <p role="status">
      {text(isMore ? 'retention.would.more' : 'retention.would', { rows })}{' '}
      {oldest === null ? null : (
        <>
          {text('retention.would.oldest')} <Instant at={oldest} as="short" />. {text('retention.final')}
        </>
      )}
    </p>
  )
}
