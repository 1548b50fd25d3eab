import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '#api/failure'
import type { Tone } from './badge.tsx'
import { cx } from './class-names.ts'
import styles from './notice.module.css'
import { ServerText } from '#web/languages/server-text.tsx'

const ICONS = { good: CircleCheck, warn: TriangleAlert, bad: OctagonAlert, info: Info, quiet: Info } as const

interface NoticeProps {
  readonly tone: Tone
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Something to know before reading on. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div className={cx(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={18} aria-hidden />
      <div className={cx(styles.text)}>
        <p className={cx(styles.title)}>{title}</p>
        {children === undefined ? null : <div className={cx(styles.more)}>{children}</div>}
      </div>
      {action === undefined ? null : <div className={cx(styles.action)}>{action}</div>}
    </div>
  )
}

/** What the server says of a request as a whole; its fields are named below. */
const NOT_AS_IT_SHOULD_BE = 'The request is not as it should be.'

const WrongFields = ({ fields }: { readonly fields: NonNullable<Failure['fields']> }) => (
  <ul>
    {fields.map(({ path, message }) => (
      <li key={`${path} ${message}`}>
        <code>{path.replace(/^(body|query|params)\.?/, '')}</code> <ServerText text={message} />
      </li>
    ))}
  </ul>
)

/** What went wrong and what to do about it, as the server says it. */
export const FailureNotice = ({ failure, action }: { readonly failure: Failure; readonly action?: ReactNode }) => (
  <Notice
    tone="bad"
    title={<ServerText text={failure.fields === undefined ? failure.message : NOT_AS_IT_SHOULD_BE} />}
    {...(action === undefined ? {} : { action })}
  >
    {failure.fields === undefined ? null : <WrongFields fields={failure.fields} />}
    {failure.remedy === null ? null : <ServerText text={failure.remedy} />}
  </Notice>
)
