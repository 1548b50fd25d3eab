import { useState } from 'react'
import type { Retained } from '#api/retention'
import { Answer } from '#web/api/answer.tsx'
import { useMay } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { type Say, useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { RetentionDialog } from './retention-dialog.tsx'
import styles from './retention.module.css'

/** How long what is kept for a time is kept. */
export function RetentionPage() {
  const text = useText()
  const retention = useRoute('retention.show', {})
  const [changing, setChanging] = useState<Retained | null>(null)
  return (
    <SettingsFrame title={text('retention.title')} lead={text('retention.lead')}>
      <Notice tone="good" title={text('retention.books.title')}>
        {text('retention.books')}
      </Notice>
      <Card isFlush>
        <Answer of={retention}>
          {({ items }) => (
            <ul className={cx(styles.list)}>
              {items.map((item) => (
                <Item key={item.kind} item={item} onChange={() => setChanging(item)} />
              ))}
            </ul>
          )}
        </Answer>
      </Card>
      {changing === null ? null : <RetentionDialog item={changing} onClose={() => setChanging(null)} />}
    </SettingsFrame>
  )
}

function Item({ item, onChange }: { readonly item: Retained; readonly onChange: () => void }) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const { kind, days, usual, goes } = item
  return (
    <li className={cx(styles.item)}>
      <div className={cx(styles.words)}>
        <h2>{text(`retention.${kind}`)}</h2>
        <p className={cx(styles.soft)}>{text(`retention.${kind}.lead`)}</p>
      </div>
      <div className={cx(styles.kept)}>
        <span className={cx(styles.days)}>{keptText(text, days)}</span>
        {days === usual ? <span className={cx(styles.soft)}>{text('retention.usual')}</span> : null}
        {goes.rows === 0 ? null : (
          <span className={cx(styles.soft)}>
            {text(goes.isMore ? 'retention.goes.more' : 'retention.goes', { rows: goes.rows })}
          </span>
        )}
      </div>
      {mayChange ? (
        <Button
          size="small"
          onPress={onChange}
          aria-label={`${text('retention.change')}: ${text(`retention.${kind}`)}`}
        >
          {text('retention.change')}
        </Button>
      ) : null}
    </li>
  )
}

const YEAR_DAYS = 365
const keptText = (text: Say, days: number | null): string =>
  days === null
    ? text('retention.always')
    : days >= YEAR_DAYS && days % YEAR_DAYS === 0
      ? text('retention.years', { years: days / YEAR_DAYS })
      : text('retention.days', { days })
