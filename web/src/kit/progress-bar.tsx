import { Label, ProgressBar as AriaProgressBar } from 'react-aria-components'
import { cx } from './class-names.ts'
import styles from './progress-bar.module.css'

interface ProgressBarProps {
  readonly label: string
  readonly done: number
  /** `null` = nobody knows yet how much there is. */
  readonly all: number | null
  /** How far it is, in words, e.g. "12 of 40 orders". */
  readonly words: string
}

/** How far long work is. */
export const ProgressBar = ({ label, done, all, words }: ProgressBarProps) => (
  <AriaProgressBar
    className={cx(styles.progress)}
    value={done}
    maxValue={Math.max(all ?? 1, 1)}
    isIndeterminate={all === null}
    valueLabel={words}
  >
    {({ percentage }) => (
      <>
        <div className={cx(styles.words)}>
          <Label>{label}</Label>
          <span>{words}</span>
        </div>
        <svg className={cx(styles.track)} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden>
          <rect className={cx(styles.all)} width="100" height="1" />
          <rect className={cx(styles.done, all === null && styles.unknown)} width={percentage ?? 30} height="1" />
        </svg>
      </>
    )}
  </AriaProgressBar>
)
