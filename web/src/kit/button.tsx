import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components'
import styles from './button.module.css'
import { cx } from './class-names.ts'

/** `primary`: the one thing to do here; `danger`: what cannot be taken back; `quiet`: beside other content. */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger'

interface ButtonLook {
  readonly kind?: ButtonKind
  readonly size?: 'normal' | 'small'
}

export const buttonClass = ({ kind = 'secondary', size = 'normal' }: ButtonLook): string =>
  cx(styles.button, styles[kind], size === 'small' && styles.small)

interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'>, ButtonLook {
  readonly children: ReactNode
  readonly icon?: LucideIcon
  /** Something runs because of it: it cannot be pressed again, and says so. */
  readonly isBusy?: boolean
}

/** Something to press. */
export function Button({
  kind = 'secondary',
  size = 'normal',
  icon: Icon,
  isBusy = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton {...rest} isPending={isBusy} className={buttonClass({ kind, size })}>
      {Icon === undefined ? null : <Icon size={16} aria-hidden />}
      <span>{children}</span>
      {isBusy ? <span className={cx(styles.busy)} aria-hidden /> : null}
    </AriaButton>
  )
}

interface IconButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  /** What it does, for who cannot see it and for who points at it. */
  readonly label: string
  readonly icon: LucideIcon
}

/** A button that shows a picture only; its label appears when it is pointed at. */
export function IconButton({ label, icon: Icon, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={400}>
      <AriaButton {...rest} aria-label={label} className={cx(styles.icon)}>
        <Icon size={18} aria-hidden />
      </AriaButton>
      <Tooltip className={cx(styles.tooltip)} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  )
}
