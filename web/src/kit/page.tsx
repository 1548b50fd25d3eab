import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import styles from './page.module.css'

interface PageProps {
  /** Also the title of the browser's window. */
  readonly title: string
  /** One sentence: what this page answers. */
  readonly lead?: ReactNode
  /** Above the title, e.g. the way back. */
  readonly above?: ReactNode
  /** Beside the title, e.g. a state. */
  readonly beside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page with its title. Every page has exactly one. */
export const Page = ({ title, lead, above, beside, actions, children }: PageProps) => (
  <div className={cx(styles.page)}>
    <title>{`${title} – Tillbridge`}</title>
    <header className={cx(styles.head)}>
      <div className={cx(styles.words)}>
        {above}
        <div className={cx(styles.title)}>
          <h1>{title}</h1>
          {beside}
        </div>
        {lead === undefined ? null : <p className={cx(styles.lead)}>{lead}</p>}
      </div>
      {actions === undefined ? null : <div className={cx(styles.actions)}>{actions}</div>}
    </header>
    {children}
  </div>
)

/** Columns that stand below each other on a phone. `side`: the second one is narrow. */
export const Columns = ({
  children,
  kind = 'even',
}: {
  readonly children: ReactNode
  readonly kind?: 'even' | 'side'
}) => <div className={cx(styles.columns, styles[kind])}>{children}</div>

/** Things below each other, with air between. */
export const Stack = ({ children }: { readonly children: ReactNode }) => (
  <div className={cx(styles.stack)}>{children}</div>
)
