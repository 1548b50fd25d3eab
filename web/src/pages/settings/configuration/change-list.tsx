import { Minus, Pencil, Plus } from 'lucide-react'
import type { ConfigurationChange } from '#api/configuration'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './configuration.module.css'

const BADGES = {
  add: { tone: 'good', icon: Plus },
  change: { tone: 'info', icon: Pencil },
} as const

/** What differs, field by field: what it is now, and what it would become. */
export function ChangeList({ changes }: { readonly changes: readonly ConfigurationChange[] }) {
  const text = useText()
  const differing = changes.flatMap((change) =>
    change.action === 'add' || change.action === 'change' ? [{ ...change, action: change.action }] : [],
  )
  if (differing.length === 0) return <Notice tone="quiet" title={text('configuration.changes.none')} />
  return (
    <ul className={cx(styles.changes)} aria-label={text('configuration.changes')}>
      {differing.map(({ part, key, action, fields }) => (
        <li key={`${part} ${key}`} className={cx(styles.change)}>
          <p className={cx(styles.what)}>
            <Badge {...BADGES[action]}>{text(`configuration.changes.${action}`)}</Badge>
            <span>
              {text(`configuration.part.${part}`)} <strong>{key}</strong>
            </span>
          </p>
          <dl className={cx(styles.fields)}>
            {fields.map((field) => (
              <Field key={field.path} {...field} />
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Field({ path, before, after }: ConfigurationChange['fields'][number]) {
  const text = useText()
  return (
    <div className={cx(styles.field)}>
      <dt>{path}</dt>
      <dd>
        {before === undefined ? null : (
          <del>
            <Minus size={12} aria-hidden />
            <span className={cx(styles.spoken)}>{text('configuration.before')}</span> {valueText(before)}
          </del>
        )}
        {after === undefined ? null : (
          <ins>
            <Plus size={12} aria-hidden />
            <span className={cx(styles.spoken)}>{text('configuration.after')}</span> {valueText(after)}
          </ins>
        )}
      </dd>
    </div>
  )
}

/** Tables entry by entry, one on a line. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.length > 0) return value.map((entry) => JSON.stringify(entry)).join('\n')
  return JSON.stringify(value)
}
