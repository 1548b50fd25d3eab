import { Wrench } from 'lucide-react'
import type { TransferState, TransferSummary } from '#api/transfers'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'

interface CauseNoticeProps {
  readonly cause: NonNullable<TransferSummary['cause']>
  readonly state: TransferState
}

/** What stopped a record, what to do about it, and the way to where that is done. */
export function CauseNotice({ cause: { code, subject, message, remedy }, state }: CauseNoticeProps) {
  const text = useText()
  const { organization } = useOrganization()
  const mayMend = useMay('transfers:change')
  return (
    <Notice
      tone={STATE_LOOKS[state].tone}
      title={<ServerText text={message || code} />}
      action={
        mayMend && state === 'attention' ? (
          <ButtonLink
            size="small"
            icon={Wrench}
            to="/o/$organization/attention"
            params={{ organization }}
            search={{ cause: code, ...(subject === null ? {} : { subject }) }}
          >
            {text('transfer.mend')}
          </ButtonLink>
        ) : undefined
      }
    >
      <ServerRemedy text={remedy} />
    </Notice>
  )
}
