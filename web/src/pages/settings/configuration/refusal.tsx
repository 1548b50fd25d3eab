import type { Failure } from '#api/failure'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './configuration.module.css'

/** Why nothing was changed: every place that is wrong, where the server names places. */
export function Refusal({ failure }: { readonly failure: Failure }) {
  const text = useText()
  if (failure.fields === undefined) return <FailureNotice failure={failure} />
  return (
    <Notice tone="bad" title={text('configuration.wrong', { count: failure.fields.length })}>
      <ul className={cx(styles.wrong)}>
        {failure.fields.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{path.replace(/^body\.?/, '')}</code> <ServerText text={message} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
