import { type ReactNode, useId } from 'react'
import styles from './card.module.css'
import { cx } from './class-names.ts'

interface CardProps {
  readonly title?: string
  /** One line below the title. */
  readonly description?: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
  /** Tables and lists reach the edges. */
  readonly isFlush?: boolean
}

/** Things that belong together. */
export function Card({ title, description, action, children, isFlush = false }: CardProps) {
  const titleId = useId()
  return (
    <section className={cx(styles.card)} aria-labelledby={title === undefined ? undefined : titleId}>
      {title === undefined ? null : (
        <header className={cx(styles.head)}>
          <div>
            <h2 id={titleId}>{title}</h2>
            {description === undefined ? null : <p className={cx(styles.description)}>{description}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={cx(isFlush ? styles.flush : styles.body)}>{children}</div>
    </section>
  )
}
