import { useIntl } from 'react-intl'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { fieldText, type FieldWords } from './field-text.ts'
import styles from './products.module.css'

interface FieldValueProps {
  readonly field: string
  readonly value: unknown
  /** Within a sentence. */
  readonly isInline?: boolean
}

/** What a field holds; long texts are cut after some lines. */
export function FieldValue({ field, value, isInline = false }: FieldValueProps) {
  const text = useText()
  const shown = fieldText(field, value, useFieldWords())
  if (shown === null)
    return <span className={cx(styles.soft)}>{text(value === undefined ? 'products.untold' : 'products.nothing')}</span>
  return <span className={cx(isInline ? styles.inline : styles.value)}>{shown}</span>
}

export function useFieldWords(): FieldWords {
  const text = useText()
  const { locale } = useIntl()
  return {
    locale,
    yes: text('products.yes'),
    no: text('products.no'),
    status: (value) =>
      value === 'active' || value === 'draft' || value === 'archived' ? text(`products.status.${value}`) : value,
    struckOut: (amount) => text('products.struckOut', { amount }),
  }
}
