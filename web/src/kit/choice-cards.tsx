import { Label, Radio, RadioGroup } from 'react-aria-components'
import styles from './choice-cards.module.css'
import { cx } from './class-names.ts'

interface ChoiceCardsProps<K extends string> {
  readonly label: string
  readonly choices: readonly { readonly key: K; readonly name: string; readonly how: string }[]
  readonly value: K
  readonly onChange: (key: K) => void
}

/** One of a few ways, each with what it means in plain words. */
export const ChoiceCards = <K extends string>({ label, choices, value, onChange }: ChoiceCardsProps<K>) => (
  <RadioGroup value={value} onChange={(key) => onChange(key as K)} className={cx(styles.group)}>
    <Label className={cx(styles.label)}>{label}</Label>
    {choices.map(({ key, name, how }) => (
      <Radio key={key} value={key} className={cx(styles.choice)}>
        <span className={cx(styles.dot)} aria-hidden />
        <span>
          <span className={cx(styles.name)}>{name}</span>
          <span className={cx(styles.how)}>{how}</span>
        </span>
      </Radio>
    ))}
  </RadioGroup>
)
