import { useNavigate } from '@tanstack/react-router'
import { Cable, Plus } from 'lucide-react'
import { useState } from 'react'
import type { ApiConnection } from '#api/connections'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { ConnectionForm } from '#web/connections/connection-form.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { KeyValues } from '#web/kit/key-values.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { ConnectionState } from './connection-state.tsx'
import styles from './connections-page.module.css'

/** All systems, and how each is. */
export function ConnectionsPage() {
  const text = useText()
  const connections = useRoute('connections.list', {}, { everyMs: 10_000 })
  return (
    <SettingsFrame title={text('connections.title')} lead={text('connections.lead')} actions={<Add />}>
      <Answer of={connections}>
        {({ items }) =>
          items.length === 0 ? (
            <Card isFlush>
              <EmptyState icon={Cable} title={text('connections.empty.title')}>
                {text('connections.empty')}
              </EmptyState>
            </Card>
          ) : (
            <ul className={cx(styles.list)}>
              {items.map((connection) => (
                <ConnectionItem key={connection.connection} connection={connection} />
              ))}
            </ul>
          )
        }
      </Answer>
    </SettingsFrame>
  )
}

function ConnectionItem({ connection }: { readonly connection: ApiConnection }) {
  const text = useText()
  const { organization } = useOrganization()
  const { connection: key, connectorName, kind, usedBy, paused, slots } = connection
  return (
    <li className={cx(styles.item)}>
      <div className={cx(styles.head)}>
        <h2>
          <TextLink
            to="/o/$organization/settings/connections/$connection"
            params={{ organization, connection: key }}
            className={cx(styles.name)}
          >
            {key}
          </TextLink>
        </h2>
        <ConnectionState connection={connection} />
      </div>
      <p className={cx(styles.soft)}>{`${connectorName} · ${text(`connections.kind.${kind}`)}`}</p>
      {paused?.message == null ? null : (
        <p>
          <ServerText text={paused.message} />
        </p>
      )}
      <KeyValues
        facts={[
          [text('connections.usedBy'), usedBy.length === 0 ? text('connections.usedBy.none') : usedBy.join(', ')],
          [text('connections.slots'), slots],
        ]}
      />
    </li>
  )
}

function Add() {
  const text = useText()
  const mayChange = useMay('connections:change')
  const { organization } = useOrganization()
  const navigate = useNavigate()
  const connectors = useRoute('connectors.list', {})
  const [isOpen, setOpen] = useState(false)
  if (!mayChange) return null
  const made = (connection: string) => {
    setOpen(false)
    sayDone(text('connections.added', { connection }))
    void navigate({
      to: '/o/$organization/settings/connections/$connection',
      params: { organization, connection },
    })
  }
  return (
    <>
      <Button kind="primary" icon={Plus} onPress={() => setOpen(true)}>
        {text('connections.add')}
      </Button>
      <Dialog title={text('connections.add')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p className={cx(styles.soft)}>{text('connections.add.lead')}</p>
        <Answer of={connectors}>
          {({ items, returnTo }) => (
            <ConnectionForm connectors={items} returnTo={returnTo} usualKey="" asksKey onMade={made} />
          )}
        </Answer>
      </Dialog>
    </>
  )
}
