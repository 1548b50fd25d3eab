import { createLink } from '@tanstack/react-router'
import { ExternalLink, type LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { buttonClass, type ButtonKind } from './button.tsx'
import { cx } from './class-names.ts'
import styles from './link.module.css'

/** A way to another page of the dashboard. */
export const TextLink = createLink((props: ComponentPropsWithRef<'a'>) => (
  <a {...props} className={cx(styles.link, props.className)}>
    {props.children}
  </a>
))

interface AnchorButtonProps extends ComponentPropsWithRef<'a'> {
  readonly kind?: ButtonKind
  readonly size?: 'normal' | 'small'
  readonly icon?: LucideIcon
}

/** A way to another page that looks like a button, because it is the thing to do. */
export const ButtonLink = createLink(({ kind, size, icon: Icon, children, ...rest }: AnchorButtonProps) => (
  <a
    {...rest}
    className={buttonClass({ ...(kind === undefined ? {} : { kind }), ...(size === undefined ? {} : { size }) })}
  >
    {Icon === undefined ? null : <Icon size={16} aria-hidden />}
    <span>{children}</span>
  </a>
))

/** A way out, into the store or the ERP. Opens beside, so that nothing here is lost. */
export function OutsideLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a className={cx(styles.outside)} href={href} target="_blank" rel="noreferrer">
      {children}
      <ExternalLink size={13} aria-hidden />
    </a>
  )
}
