import { useIntl } from 'react-intl'
import { cx } from './class-names.ts'
import { decimalInWords, moneyText } from './money-text.ts'
import styles from './money.module.css'

/** An amount in its currency, digits below digits. */
export function Money({ amount, currency }: { readonly amount: string; readonly currency: string }) {
  const { locale } = useIntl()
  return <span className={cx(styles.figure)}>{moneyText(amount, currency, locale)}</span>
}

/** A count or a quantity. */
export function Figure({ value }: { readonly value: string | number }) {
  const { locale } = useIntl()
  return <span className={cx(styles.figure)}>{decimalInWords(value, locale)}</span>
}
