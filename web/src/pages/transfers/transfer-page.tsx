import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Columns, Page, Stack } from '#web/kit/page.tsx'
import { StateBadge } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import { CareCard } from '#web/pages/attention/care.tsx'
import { Adoptions } from './adoptions.tsx'
import { CauseNotice } from './cause-notice.tsx'
import { Documents } from './documents.tsx'
import { PreviewCard } from './preview-card.tsx'
import { transferRoute } from './route.tsx'
import { Story } from './story.tsx'
import { TransferActions } from './transfer-actions.tsx'
import { TransferFacts } from './transfer-facts.tsx'
import { useStory } from './use-story.ts'
import { WhyPanel } from './why-panel.tsx'

type Shown = Answered<Routes['transfers.show']>
const LOOK_EVERY_MS = 30_000

/** One transfer with its whole story. */
export function TransferPage() {
  const text = useText()
  const { transferId } = transferRoute.useParams()
  const { why, figure } = transferRoute.useSearch()
  const shown = useRoute('transfers.show', { params: { transferId } }, { everyMs: LOOK_EVERY_MS })
  return (
    <>
      <Answer
        of={shown}
        frame={(content) => (
          <Page title={text('transfer.title')}>
            <Card isFlush>{content}</Card>
          </Page>
        )}
      >
        {(answer) => <TransferView shown={answer} />}
      </Answer>
      <WhyPanel transferId={transferId} reference={why} figure={figure} />
    </>
  )
}

const PREVIEWED: readonly string[] = ['orders', 'payouts']
const UNEQUAL: readonly string[] = ['ORDER_UNBALANCED', 'TOTAL_DIFFERS', 'PAYOUT_UNBALANCED']

function TransferView({ shown }: { readonly shown: Shown }) {
  const text = useText()
  const { transfer, links } = shown
  const { transferId, cause } = transfer
  const { organization } = useOrganization()
  const { told, changes } = useStory(transferId)
  const canPreview = useMay('books:read') && PREVIEWED.includes(transfer.flow)
  // Where the sums are what is wrong, they are what is looked for.
  const [isAsked, setAsked] = useState(UNEQUAL.includes(cause?.code ?? ''))
  return (
    <Page
      title={transfer.recordName ?? transfer.recordKey}
      above={
        <TextLink to="/o/$organization/transfers" params={{ organization }}>
          <ArrowLeft size={14} aria-hidden /> {text('page.transfers')}
        </TextLink>
      }
      beside={<StateBadge state={transfer.state} />}
      actions={
        <TransferActions
          transfer={transfer}
          hasDocuments={links.some(({ state }) => state === 'issued')}
          isUndone={told?.undone ?? false}
          onPreview={canPreview ? () => setAsked(true) : null}
        />
      }
    >
      {cause === null ? null : <CauseNotice cause={cause} state={transfer.state} />}
      <Columns kind="side">
        <Stack>
          {cause?.code === 'ADOPTION_OPEN' ? (
            <Card title={text('story.adopt.title')} description={text('story.adopt.lead')}>
              <Adoptions transferId={transferId} />
            </Card>
          ) : null}
          <Documents transferId={transferId} links={links} numbers={told?.documents ?? []} />
          {canPreview ? <PreviewCard transferId={transferId} isAsked={isAsked} onAsk={() => setAsked(true)} /> : null}
          <Card title={text('transfer.story')} description={text('transfer.story.lead')}>
            <Story shown={shown} told={told} changes={changes} />
          </Card>
        </Stack>
        <Stack>
          <TransferFacts transfer={transfer} attempts={shown.attempts.length} recordUrl={told?.recordUrl ?? null} />
          <CareCard about={`transfer:${transferId}`} />
        </Stack>
      </Columns>
    </Page>
  )
}
