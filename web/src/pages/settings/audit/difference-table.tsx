import { cx } from '#web/kit/class-names.ts'
import { type Say, useText } from '#web/languages/use-text.ts'
import styles from './audit.module.css'
import { differences } from './differences.ts'

/** Before and after, of what changed and nothing else. */
export function DifferenceTable({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const text = useText()
  const found = differences(before, after)
  if (found.length === 0) return <p className={cx(styles.soft)}>{text('audit.difference.none')}</p>
  return (
    // It scrolls when a value is long: who uses the keyboard must be able to reach it.
    <div className={cx(styles.frame)} tabIndex={0} role="region" aria-label={text('audit.difference')}>
      <table className={cx(styles.differences)}>
        <thead>
          <tr>
            <th scope="col">{text('audit.difference.field')}</th>
            <th scope="col">{text('audit.difference.before')}</th>
            <th scope="col">{text('audit.difference.after')}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ field, before: old, after: now }) => (
            <tr key={field}>
              <th scope="row">{field === '' ? '–' : field}</th>
              <td>{old === null ? <Nothing /> : <del>{shown(old, text)}</del>}</td>
              <td>{now === null ? <Nothing /> : <ins>{shown(now, text)}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Nothing = () => <span className={cx(styles.soft)}>{useText()('audit.value.none')}</span>

function shown(value: unknown, text: Say): string {
  if (typeof value === 'boolean') return text(value ? 'audit.value.yes' : 'audit.value.no')
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}
