import { cx } from './class-names.ts'
import { sparklinePath } from './sparkline-path.ts'
import styles from './sparkline.module.css'

/** How something went, at a glance. The label says it in words. */
export function Sparkline({ label, values }: { readonly label: string; readonly values: readonly number[] }) {
  const path = sparklinePath(values)
  return (
    <svg className={cx(styles.sparkline)} viewBox="0 0 100 28" preserveAspectRatio="none" role="img" aria-label={label}>
      {path === '' ? null : <path className={cx(styles.area)} d={`${path}L100 28L0 28Z`} />}
      <path className={cx(styles.line)} d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
