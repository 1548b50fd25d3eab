import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Days, PastFilter } from './filter.ts'
import styles from './past.module.css'

interface ChoiceBarProps {
  readonly days: Days
  /** There is no day between them. */
  readonly isWrong: boolean
  readonly onSet: (change: Partial<PastFilter>) => void
}

/** Which days all of the page is about. An emptied field is the default again. */
export function ChoiceBar({ days, isWrong, onSet }: ChoiceBarProps) {
  const text = useText()
  return (
    <div role="group" aria-label={text('past.choose')}>
      <div className={cx(styles.choice)}>
        <TextField
          label={text('past.from')}
          type="date"
          value={days.from}
          onChange={(from) => onSet({ from: from === '' ? undefined : from })}
        />
        <TextField
          label={text('past.to')}
          type="date"
          value={days.to}
          onChange={(to) => onSet({ to: to === '' ? undefined : to })}
          {...(isWrong ? { error: text('past.days.empty') } : {})}
        />
      </div>
      <p className={cx(styles.soft)}>{text('past.days.hint')}</p>
    </div>
  )
}
