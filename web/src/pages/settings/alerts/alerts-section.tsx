import { BellRing, Mail, MessageSquare, Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import type { AlertChannel, ChannelKind } from '#api/alerts'
import { Answer } from '#web/api/answer.tsx'
import { useMay } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { Menu, MenuItem } from '#web/kit/menu.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import styles from './alerts.module.css'
import { ChannelCard } from './channel-card.tsx'
import { ChannelDialog } from './channel-dialog.tsx'
import { DeliveriesCard } from './deliveries-card.tsx'
import { SecretDialog } from './secret-dialog.tsx'

/** Which form is open: for a new channel of a kind, or for one that is there. */
type Editing = { readonly kind: ChannelKind; readonly channel: AlertChannel | null }

const REFRESH_MS = 15_000

/** Who is told when something is wrong, and what was told. */
export function AlertsSection() {
  const text = useText()
  const mayChange = useMay('alerts:change')
  const [editing, edit] = useState<Editing | null>(null)
  const [secret, showSecret] = useState<string | null>(null)
  const channels = useRoute('alerts.channels', {}, { everyMs: REFRESH_MS })
  const add = <AddMenu onAdd={(kind) => edit({ kind, channel: null })} />
  return (
    <SettingsFrame title={text('alerts.title')} lead={text('alerts.lead')} {...(mayChange ? { actions: add } : {})}>
      <Answer of={channels}>
        {({ items, mail }) => (
          <>
            {mail || !items.some(({ kind }) => kind === 'email') ? null : (
              <Notice tone="warn" title={text('alerts.mail.none')}>
                {text('alerts.mail.none.how')}
              </Notice>
            )}
            {items.length === 0 ? (
              <Card isFlush>
                <EmptyState icon={BellRing} title={text('alerts.empty.title')}>
                  {text('alerts.empty')}
                </EmptyState>
              </Card>
            ) : (
              <ul className={cx(styles.channels)} aria-label={text('alerts.channels')}>
                {items.map((channel) => (
                  <li key={channel.channelId}>
                    <ChannelCard
                      channel={channel}
                      onEdit={() => edit({ kind: channel.kind, channel })}
                      onSecret={showSecret}
                    />
                  </li>
                ))}
              </ul>
            )}
            {editing === null ? null : (
              <ChannelDialog {...editing} hasMail={mail} onClose={() => edit(null)} onSecret={showSecret} />
            )}
          </>
        )}
      </Answer>
      <DeliveriesCard />
      {secret === null ? null : <SecretDialog secret={secret} onClose={() => showSecret(null)} />}
    </SettingsFrame>
  )
}

const KIND_ICONS = { email: Mail, slack: MessageSquare, webhook: Webhook } as const

function AddMenu({ onAdd }: { readonly onAdd: (kind: ChannelKind) => void }) {
  const text = useText()
  const trigger = (
    <Button kind="primary" icon={Plus}>
      {text('alerts.add')}
    </Button>
  )
  return (
    <Menu label={text('alerts.add')} trigger={trigger}>
      {(['email', 'slack', 'webhook'] as const).map((kind) => (
        <MenuItem key={kind} id={kind} icon={KIND_ICONS[kind]} onAction={() => onAdd(kind)}>
          {text(`alerts.kind.${kind}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}
