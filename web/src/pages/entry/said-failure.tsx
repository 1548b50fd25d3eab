import type { Failure } from '#api/failure'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { en, type TextId } from '#web/languages/en.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'

/** Each once: which field it is stands beside the field, or there is but one. */
const WhatIsWrong = ({ fields }: { readonly fields: NonNullable<Failure['fields']> }) =>
  [...new Set(fields.map((field) => field.message))].map((message) => (
    <p key={message}>
      <ServerText text={message} />
    </p>
  ))

const isText = (id: string): id is TextId => Object.hasOwn(en, id)

/** Why signing in or a change of the account was refused, in the person's language. Having to wait is no alarm. */
export function SaidFailure({ failure }: { readonly failure: Failure | null }) {
  const text = useText()
  if (failure === null) return null
  const { code, remedy } = failure
  if (code === 'TOO_MANY_REQUESTS') {
    const seconds = /\d+/.exec(remedy ?? '')?.[0]
    return (
      <div role="alert">
        <Notice tone="warn" title={text('entry.wait')}>
          {seconds === undefined ? text('entry.wait.while') : text('entry.wait.seconds', { seconds: Number(seconds) })}
        </Notice>
      </div>
    )
  }
  const [message, how] = [`entry.refused.${code}`, `entry.refused.${code}.how`]
  if (!isText(message) || !isText(how)) return <FailureNotice failure={failure} />
  return (
    <Notice tone="bad" title={text(message)}>
      {failure.fields === undefined ? text(how) : <WhatIsWrong fields={failure.fields} />}
    </Notice>
  )
}
