import { ArrowLeft, RotateCw, SkipForward } from 'lucide-react'
import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Columns, Page, Stack } from '#web/kit/page.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { StateBadge, STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { Attempts } from './attempts.tsx'
import { Documents } from './documents.tsx'
import { transferRoute } from './route.tsx'
import { SkipDialog } from './skip-dialog.tsx'
import { TransferFacts } from './transfer-facts.tsx'

type Shown = Answered<Routes['transfers.show']>
const LOOK_EVERY_MS = 30_000

/** One transfer with its whole story. */
export function TransferPage() {
  const text = useText()
  const { transferId } = transferRoute.useParams()
  const shown = useRoute('transfers.show', { params: { transferId } }, { everyMs: LOOK_EVERY_MS })
  return (
    <Answer
      of={shown}
      skeleton={
        <Page title={text('transfer.title')}>
          <Card isFlush>
            <SkeletonRows />
          </Card>
        </Page>
      }
    >
      {(answer) => <TransferView shown={answer} />}
    </Answer>
  )
}

function TransferView({ shown: { transfer, attempts, links } }: { readonly shown: Shown }) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <Page
      title={transfer.recordName ?? transfer.recordKey}
      above={
        <TextLink to="/o/$organization/transfers" params={{ organization }}>
          <ArrowLeft size={14} aria-hidden /> {text('page.transfers')}
        </TextLink>
      }
      beside={<StateBadge state={transfer.state} />}
      actions={<TransferActions transfer={transfer} />}
    >
      {transfer.cause === null ? null : (
        <Notice tone={STATE_LOOKS[transfer.state].tone} title={transfer.cause.message || transfer.cause.code}>
          {transfer.cause.remedy}
        </Notice>
      )}
      <Columns kind="side">
        <Stack>
          <Documents links={links} />
          <Card title={text('transfer.story')} description={text('transfer.story.lead')}>
            <Attempts transfer={transfer} attempts={attempts} />
          </Card>
        </Stack>
        <TransferFacts transfer={transfer} attempts={attempts.length} />
      </Columns>
    </Page>
  )
}

function TransferActions({ transfer: { transferId, state } }: { readonly transfer: Shown['transfer'] }) {
  const text = useText()
  const mayChange = useMay('transfers:change')
  const [isSkipping, setSkipping] = useState(false)
  const retry = useChange('transfers.retry', { onDone: () => sayDone(text('transfer.retried')) })
  if (!mayChange) return null
  const isSettled = state === 'synced' || state === 'running'
  return (
    <>
      {isSettled || state === 'skipped' ? null : (
        <Button icon={SkipForward} onPress={() => setSkipping(true)}>
          {text('transfer.skip')}
        </Button>
      )}
      <Button
        kind={state === 'attention' ? 'primary' : 'secondary'}
        icon={RotateCw}
        isBusy={retry.isPending}
        isDisabled={state === 'running' || state === 'held'}
        onPress={() => retry.mutate({ body: { transferIds: [transferId] } })}
      >
        {text(state === 'synced' ? 'transfer.reread' : 'transfer.retry')}
      </Button>
      <SkipDialog transferId={transferId} isOpen={isSkipping} onClose={() => setSkipping(false)} />
    </>
  )
}
