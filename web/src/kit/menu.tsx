import { Check, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components'
import { cx } from './class-names.ts'
import styles from './menu.module.css'

interface MenuProps {
  /** For who cannot see it. */
  readonly label: string
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly children: ReactNode
  readonly placement?: 'bottom start' | 'bottom end' | 'top start'
}

/** A list of things to do, opened by a button. */
export function Menu({ label, trigger, children, placement = 'bottom end' }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={cx(styles.popover)} placement={placement} offset={6}>
        <AriaMenu aria-label={label} className={cx(styles.menu)}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

interface MenuItemProps {
  readonly id: string
  readonly children: string
  readonly icon?: LucideIcon
  readonly isDanger?: boolean
  /** Opens a page instead of doing something. */
  readonly href?: string
  /** It is where one is already. */
  readonly isCurrent?: boolean
  readonly onAction?: () => void
}

export function MenuItem({
  id,
  children,
  icon: Icon,
  isDanger = false,
  isCurrent = false,
  href,
  onAction,
}: MenuItemProps) {
  return (
    <AriaMenuItem
      id={id}
      textValue={children}
      className={cx(styles.item, isDanger && styles.danger, isCurrent && styles.current)}
      {...(href === undefined ? {} : { href })}
      {...(onAction === undefined ? {} : { onAction })}
    >
      {Icon === undefined ? null : <Icon size={16} aria-hidden />}
      <span>{children}</span>
      <Check size={16} aria-hidden className={cx(styles.chosen)} />
    </AriaMenuItem>
  )
}

interface MenuChoiceProps<K extends string> {
  readonly title: string
  readonly choices: readonly { readonly key: K; readonly label: string }[]
  readonly value: K
  readonly onChange: (key: K) => void
}

/** Part of a menu of which one is chosen. */
export function MenuChoice<K extends string>({ title, choices, value, onChange }: MenuChoiceProps<K>) {
  return (
    <AriaMenuSection
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [chosen] = keys === 'all' ? [] : [...keys]
        if (chosen !== undefined) onChange(chosen as K)
      }}
    >
      <Header className={cx(styles.heading)}>{title}</Header>
      {choices.map(({ key, label }) => (
        <MenuItem key={key} id={key}>
          {label}
        </MenuItem>
      ))}
    </AriaMenuSection>
  )
}

export const MenuLine = () => <Separator className={cx(styles.line)} />
