import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { z } from 'zod'
import type { checked } from '#api/connections'
import { Badge } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { ServerText, usePartText } from '#web/languages/server-text.tsx'
import styles from './connections.module.css'

const LOOKS = {
  ok: { tone: 'good', icon: CircleCheck },
  warning: { tone: 'warn', icon: TriangleAlert },
  error: { tone: 'bad', icon: OctagonAlert },
} as const

/** What a check found: what is wrong first, each with how to get it right; what is fine in one line. */
export function Findings({ checked: { account, findings } }: { readonly checked: z.infer<typeof checked> }) {
  const text = useText()
  const part = usePartText()
  const faults = findings.filter(({ level }) => level !== 'ok')
  const fine = findings.length - faults.length
  return (
    <div role="status">
      <ul className={cx(styles.findings)}>
        {account === null ? null : <li>{part(account)}</li>}
        {faults.map(({ level, code, message, remedy }) => (
          <li key={`${code} ${message}`} className={cx(styles.finding)}>
            <Badge tone={LOOKS[level].tone} icon={LOOKS[level].icon}>
              {text(`setup.finding.${level}`)}
            </Badge>
            <span>
              <ServerText text={message} />
            </span>
            {remedy === null ? null : (
              <span className={cx(styles.soft)}>
                <ServerText text={remedy} />
              </span>
            )}
          </li>
        ))}
        <li>
          <Badge tone="good" icon={CircleCheck}>
            {text('setup.finding.fine', { count: fine })}
          </Badge>
        </li>
      </ul>
    </div>
  )
}
