import { Search, X } from 'lucide-react'
import {
  Button,
  FieldError,
  Input,
  Label,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'
import { cx } from './class-names.ts'
import styles from './field.module.css'
import { useServerText } from '#web/languages/server-text.tsx'

interface TextFieldProps extends Omit<AriaTextFieldProps, 'children' | 'className' | 'style'> {
  readonly label: string
  readonly description?: string
  /** What is wrong with what was typed, in the server's words or ours. */
  readonly error?: string
  readonly placeholder?: string
  /** More than one line. */
  readonly isLong?: boolean
  /** The label is for who cannot see what stands around it. */
  readonly hidesLabel?: boolean
}

/** Text that a person types. */
export function TextField({
  label,
  description,
  error,
  placeholder = '',
  isLong = false,
  hidesLabel = false,
  ...rest
}: TextFieldProps) {
  const server = useServerText()
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={cx(styles.field)}>
      <Label className={cx(hidesLabel ? styles.hidden : styles.label)}>{label}</Label>
      {isLong ? (
        <TextArea className={cx(styles.input)} placeholder={placeholder} />
      ) : (
        <Input className={cx(styles.input)} placeholder={placeholder} />
      )}
      {description === undefined ? null : (
        <Text slot="description" className={cx(styles.description)}>
          {description}
        </Text>
      )}
      <FieldError className={cx(styles.error)}>{error === undefined ? null : server(error)}</FieldError>
    </AriaTextField>
  )
}

interface SearchFieldProps extends Omit<AriaSearchFieldProps, 'children' | 'className' | 'style'> {
  readonly label: string
  /** What the cross does, e.g. "Clear the search". */
  readonly clearLabel: string
}

/** Where a person types words to find something. Its label is its placeholder. */
export function SearchField({ label, clearLabel, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} aria-label={label} className={cx(styles.search)}>
      <Search size={16} aria-hidden />
      <Input className={cx(styles.input)} placeholder={label} />
      <Button className={cx(styles.clear)} aria-label={clearLabel}>
        <X size={14} aria-hidden />
      </Button>
    </AriaSearchField>
  )
}
