import { ArrowLeft } from 'lucide-react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Answer } from '#web/api/answer.tsx'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { DownloadLink } from '#web/kit/download-link.tsx'
import { ButtonLink, TextLink } from '#web/kit/link.tsx'
import { Page } from '#web/kit/page.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { StateBadge } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import { CauseNotice } from '#web/pages/transfers/cause-notice.tsx'
import { Journal } from './journal.tsx'
import { LinesCard } from './lines-card.tsx'
import { payoutRoute } from './route.tsx'
import { ToZero } from './to-zero.tsx'

type Shown = Answered<Routes['payouts.show']>
const LOOK_EVERY_MS = 30_000

/** One payout, line by line down to zero. */
export function PayoutPage() {
  const text = useText()
  const { transferId } = payoutRoute.useParams()
  const shown = useRoute('payouts.show', { params: { transferId } }, { everyMs: LOOK_EVERY_MS })
  return (
    <Answer
      of={shown}
      frame={(content) => (
        <Page title={text('payout.title')}>
          <Card isFlush>{content}</Card>
        </Page>
      )}
    >
      {(answer) => <PayoutView shown={answer} />}
    </Answer>
  )
}

function PayoutView({ shown: { payout, journals } }: { readonly shown: Shown }) {
  const text = useText()
  const { organization } = useOrganization()
  const { transferId, cause, state } = payout
  const lines = useRoute('payouts.lines', { params: { transferId } })
  return (
    <Page
      title={payout.name ?? payout.recordKey}
      above={
        <TextLink to="/o/$organization/payouts" params={{ organization }}>
          <ArrowLeft size={14} aria-hidden /> {text('page.payouts')}
        </TextLink>
      }
      beside={<StateBadge state={state} />}
      actions={
        <>
          <DownloadLink href={clientOf(organization).url('payouts.export', { params: { organization, transferId } })}>
            {text('payout.export')}
          </DownloadLink>
          <ButtonLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
            {text('payout.story')}
          </ButtonLink>
        </>
      }
    >
      {cause === null ? null : <CauseNotice cause={cause} state={state} />}
      <Answer
        of={lines}
        skeleton={
          <Card isFlush>
            <SkeletonRows />
          </Card>
        }
      >
        {(answer) => (
          <>
            <ToZero lines={answer} />
            <LinesCard lines={answer} told={cause?.message ?? null} />
            {journals.length > 0 ? null : answer.planned.map((one) => <Journal key={one.reference} journal={one} />)}
          </>
        )}
      </Answer>
      {journals.map((journal) => (
        <Journal key={journal.reference} journal={journal} />
      ))}
    </Page>
  )
}
