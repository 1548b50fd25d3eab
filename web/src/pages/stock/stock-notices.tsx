import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { ProgressBar } from '#web/kit/progress-bar.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ServerRemedy, ServerText } from '#web/languages/server-text.tsx'

type Status = Answered<Routes['stock.status']>

interface StockNoticesProps {
  readonly status: Status
  readonly onShowHeld: () => void
}

/** What stands in the way of everything, and how far a comparison is. */
export function StockNotices({ status, onShowHeld }: StockNoticesProps) {
  const text = useText()
  const { problem, comparison } = status
  const isRunning = comparison.wantedAt !== null && comparison.startedAt !== null
  return (
    <>
      {problem === null ? null : (
        <Notice tone="bad" title={<ServerText text={problem.message} />}>
          <ServerRemedy text={problem.remedy} />
        </Notice>
      )}
      {status.stopped === null ? null : <Stopped status={status} onShowHeld={onShowHeld} />}
      {isRunning && problem === null ? (
        <ProgressBar
          label={text('stock.comparing')}
          done={comparison.done}
          all={comparison.total}
          words={text('stock.comparing.done', { done: comparison.done, all: comparison.total ?? comparison.done })}
        />
      ) : null}
    </>
  )
}

/** So much would fall to zero that a person is asked first. */
function Stopped({ status: { integration, stopped }, onShowHeld }: StockNoticesProps) {
  const text = useText()
  const mayChange = useMay('stock:change')
  const [asks, setAsks] = useState<'confirm' | 'refuse' | null>(null)
  if (stopped === null) return null
  return (
    <>
      <Notice
        tone="bad"
        title={text('stock.stopped.title', { zeroing: stopped.zeroing, all: stopped.of })}
        action={
          <>
            <Button size="small" onPress={onShowHeld}>
              {text('stock.stopped.show')}
            </Button>
            {mayChange ? (
              <>
                <Button size="small" onPress={() => setAsks('refuse')}>
                  {text('stock.refuse')}
                </Button>
                <Button size="small" kind="danger" onPress={() => setAsks('confirm')}>
                  {text('stock.confirm')}
                </Button>
              </>
            ) : null}
          </>
        }
      >
        {text('stock.stopped')}
      </Notice>
      {asks === null ? null : <Decide integration={integration} decision={asks} onClose={() => setAsks(null)} />}
    </>
  )
}

interface DecideProps {
  readonly integration: string
  readonly decision: 'confirm' | 'refuse'
  readonly onClose: () => void
}

function Decide({ integration, decision, onClose }: DecideProps) {
  const text = useText()
  const decide = useChange(`stock.${decision}`, {
    onDone: ({ levels }) => {
      sayDone(text(`stock.${decision}.done`, { levels }))
      onClose()
    },
  })
  return (
    <Dialog
      title={text(`stock.${decision}.title`)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('stock.decide.no')}</Button>
          <Button
            kind={decision === 'confirm' ? 'danger' : 'primary'}
            isBusy={decide.isPending}
            onPress={() => decide.mutate({ body: { integration } })}
          >
            {text(`stock.${decision}.yes`)}
          </Button>
        </>
      }
    >
      <p>{text(`stock.${decision}.text`)}</p>
    </Dialog>
  )
}
