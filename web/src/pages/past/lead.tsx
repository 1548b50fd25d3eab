import { cx } from '#web/kit/class-names.ts'
import styles from './past.module.css'

/** What a card does, in lines short enough that its button stands beside them. */
export const Lead = ({ children }: { readonly children: string }) => <span className={cx(styles.lead)}>{children}</span>
