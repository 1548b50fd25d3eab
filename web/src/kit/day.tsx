import { useIntl } from 'react-intl'
import { cx } from './class-names.ts'
import styles from './money.module.css'

/** A day of a calendar, `YYYY-MM-DD`, in words; no zone can move it. */
export function Day({ on }: { readonly on: string }) {
  const { locale } = useIntl()
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
  return (
    <time dateTime={on} title={on} className={cx(styles.figure)}>
      {format.format(new Date(`${on}T00:00:00Z`))}
    </time>
  )
}
