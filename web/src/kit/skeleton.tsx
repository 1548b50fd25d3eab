import { cx } from './class-names.ts'
import { useKitText } from './kit-text.tsx'
import styles from './skeleton.module.css'

/** The place of a text that is on its way. */
export const Skeleton = ({ width = 'full' }: { readonly width?: 'short' | 'half' | 'full' }) => (
  <span className={cx(styles.bone, styles[width])} aria-hidden data-pending />
)

/** The place of a list or a page that is on its way. */
export function SkeletonRows({ rows = 6 }: { readonly rows?: number }) {
  const { loading } = useKitText()
  return (
    <div className={cx(styles.rows)} role="status" aria-label={loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={cx(styles.row)}>
          <Skeleton width="short" />
          <Skeleton width={row % 2 === 0 ? 'half' : 'full'} />
        </div>
      ))}
    </div>
  )
}
