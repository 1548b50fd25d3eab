import type { ReactNode } from 'react'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Instant } from '#web/kit/instant.tsx'
import { useText } from '#web/languages/use-text.ts'
import { useDaysText } from './use-days-text.ts'
import { type Days, daysOf, type Range } from './filter.ts'
import styles from './past.module.css'

interface ResultHeadProps {
  /** How much it is about, in words. */
  readonly words: string
  readonly range: Range
  readonly zone: string
  /** When it was done. */
  readonly at: string | null
  /** Chooses the days of the result, where others are chosen. */
  readonly onDays?: ((days: Days) => void) | undefined
  readonly children?: ReactNode
}

/** Which days a result is about, and when it was made. */
export function ResultHead({ words, range, zone, at, onDays, children }: ResultHeadProps) {
  const text = useText()
  const daysText = useDaysText(zone)
  return (
    <div className={cx(styles.head)}>
      <p>
        <strong>{daysText(range)}</strong> · {words}
        {at === null ? null : (
          <span className={cx(styles.soft)}>
            {' · '}
            <Instant at={at} />
          </span>
        )}
      </p>
      {onDays === undefined ? null : (
        <>
          <span className={cx(styles.soft)}>{text('past.days.other')}</span>
          <Button size="small" onPress={() => onDays(daysOf(range, zone))}>
            {text('past.days.take')}
          </Button>
        </>
      )}
      {children === undefined ? null : <span className={cx(styles.file)}>{children}</span>}
    </div>
  )
}
