import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  type CheckboxProps,
  Switch as AriaSwitch,
  type SwitchProps,
} from 'react-aria-components'
import { cx } from './class-names.ts'
import styles from './field.module.css'

interface Labelled {
  readonly children: ReactNode
}

/** Yes or no, taken over together with the rest of a form. */
export function Checkbox({ children, ...rest }: Omit<CheckboxProps, 'children' | 'className' | 'style'> & Labelled) {
  return (
    <AriaCheckbox {...rest} className={cx(styles.check)}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className={cx(styles.box)} aria-hidden>
            {isIndeterminate ? (
              <Minus size={12} strokeWidth={3} />
            ) : isSelected ? (
              <Check size={12} strokeWidth={3} />
            ) : null}
          </span>
          <span>{children}</span>
        </>
      )}
    </AriaCheckbox>
  )
}

/** On or off, taking effect at once. */
export function Switch({ children, ...rest }: Omit<SwitchProps, 'children' | 'className' | 'style'> & Labelled) {
  return (
    <AriaSwitch {...rest} className={cx(styles.check)}>
      <span className={cx(styles.track)} aria-hidden />
      <span>{children}</span>
    </AriaSwitch>
  )
}
