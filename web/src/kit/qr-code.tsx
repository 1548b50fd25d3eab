import { cx } from './class-names.ts'
import styles from './qr-code.module.css'
import { qrMatrix } from './qr-matrix.ts'

/** Scanners want four squares of quiet around. */
const QUIET = 4

/** A text for the camera of a phone: dark on white in every appearance, since scanners expect that. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const squares = qrMatrix(text)
  if (squares === null) return null
  const size = squares.length + 2 * QUIET
  const path = squares
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : [])))
    .join('')
  return (
    <svg className={cx(styles.code)} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} className={cx(styles.paper)} />
      <path d={path} shapeRendering="crispEdges" className={cx(styles.ink)} />
    </svg>
  )
}
