import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ApiConnection } from '#api/connections'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'

/** Removes a connection, where that loses no proof; otherwise says why not. */
export function RemoveCard({ connection: { connection, connectorName } }: { readonly connection: ApiConnection }) {
  const text = useText()
  const [asks, setAsks] = useState(false)
  const removal = useRoute('connections.removal', { params: { connection } })
  return (
    <Card title={text('connections.remove.card')} description={text('connections.remove.lead')}>
      <Answer of={removal}>
        {({ possible, usedBy, transfers }) =>
          possible ? (
            <Button kind="danger" icon={Trash2} onPress={() => setAsks(true)}>
              {text('connections.remove')}
            </Button>
          ) : (
            <Notice tone="quiet" title={text('connections.remove.joined', { integrations: usedBy.join(', ') })}>
              {text('connections.remove.joined.lead', { transfers })}
            </Notice>
          )
        }
      </Answer>
      {asks ? <Ask connection={connection} system={connectorName} onClose={() => setAsks(false)} /> : null}
    </Card>
  )
}

interface AskProps {
  readonly connection: string
  readonly system: string
  readonly onClose: () => void
}

function Ask({ connection, system, onClose }: AskProps) {
  const text = useText()
  const { organization } = useOrganization()
  const navigate = useNavigate()
  const remove = useChange('connections.remove', {
    onDone: async () => {
      sayDone(text('connections.removed', { connection }))
      await navigate({ to: '/o/$organization/settings/connections', params: { organization } })
    },
  })
  return (
    <Dialog
      title={text('connections.remove.title', { connection })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('connections.cancel')}</Button>
          <Button kind="danger" isBusy={remove.isPending} onPress={() => remove.mutate({ params: { connection } })}>
            {text('connections.remove')}
          </Button>
        </>
      }
    >
      <p>{text('connections.remove.text', { system })}</p>
    </Dialog>
  )
}
