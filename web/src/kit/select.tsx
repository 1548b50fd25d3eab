import { Check, ChevronDown } from 'lucide-react'
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components'
import { cx } from './class-names.ts'
import field from './field.module.css'
import styles from './menu.module.css'

export interface Choice<K extends string> {
  readonly key: K
  readonly label: string
}

interface SelectProps<K extends string> {
  readonly label: string
  readonly choices: readonly Choice<K>[]
  readonly value: K
  readonly onChange: (key: K) => void
  /** The label is for who cannot see what stands around it. */
  readonly hidesLabel?: boolean
  readonly isDisabled?: boolean
}

/** One of a few choices. */
export function Select<K extends string>({
  label,
  choices,
  value,
  onChange,
  hidesLabel = false,
  isDisabled = false,
}: SelectProps<K>) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => onChange(key as K)}
      isDisabled={isDisabled}
      className={cx(field.field)}
    >
      <Label className={cx(hidesLabel ? field.hidden : field.label)}>{label}</Label>
      <Button className={cx(field.input, field.choice)}>
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown size={16} aria-hidden />
      </Button>
      <Popover className={cx(styles.popover)} offset={4}>
        <ListBox className={cx(styles.menu)} items={choices.map((choice) => ({ ...choice, id: choice.key }))}>
          {({ id, label: text }) => (
            <ListBoxItem id={id} textValue={text} className={cx(styles.item)}>
              <span>{text}</span>
              <Check size={16} aria-hidden className={cx(styles.chosen)} />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
