import { CirclePause, CirclePlay } from 'lucide-react'
import { useState } from 'react'
import type { ApiConnection } from '#api/connections'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'

interface PauseProps {
  readonly connection: ApiConnection
}

/** Lets nothing go through, after saying what that means. */
export function PauseButton({ connection: { connection, usedBy } }: PauseProps) {
  const text = useText()
  const [asks, setAsks] = useState(false)
  const pause = useChange('connections.pause', {
    onDone: () => {
      setAsks(false)
      sayDone(text('connections.paused', { connection }))
    },
  })
  return (
    <>
      <Button icon={CirclePause} onPress={() => setAsks(true)}>
        {text('connections.pause')}
      </Button>
      <Dialog
        title={text('connections.pause.title', { connection })}
        isOpen={asks}
        onClose={() => setAsks(false)}
        footer={
          <>
            <Button onPress={() => setAsks(false)}>{text('connections.cancel')}</Button>
            <Button kind="primary" isBusy={pause.isPending} onPress={() => pause.mutate({ params: { connection } })}>
              {text('connections.pause')}
            </Button>
          </>
        }
      >
        <p>{text('connections.pause.text')}</p>
        <p>{text('connections.pause.who', { count: usedBy.length, integrations: usedBy.join(', ') })}</p>
      </Dialog>
    </>
  )
}

/** Lets what waited go on. */
export function ResumeButton({ connection: { connection } }: PauseProps) {
  const text = useText()
  const resume = useChange('connections.resume', {
    onDone: () => sayDone(text('connections.resumed', { connection })),
  })
  return (
    <Button
      kind="primary"
      icon={CirclePlay}
      isBusy={resume.isPending}
      onPress={() => resume.mutate({ params: { connection } })}
    >
      {text('connections.resume')}
    </Button>
  )
}
