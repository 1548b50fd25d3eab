import { Ban, CircleCheck, TimerOff } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import type { apiKey } from '#api/api-keys'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { DataTable, type TableColumn } from '#web/kit/data-table.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Instant, useNow } from '#web/kit/instant.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from '#web/pages/settings/people/people.module.css'

type ApiKey = z.infer<typeof apiKey>
type State = 'works' | 'expired' | 'revoked'

const stateOf = ({ revokedAt, expiresAt }: ApiKey, now: Date): State =>
  revokedAt !== null ? 'revoked' : expiresAt !== null && new Date(expiresAt) <= now ? 'expired' : 'works'

const LOOKS = {
  works: { tone: 'good', icon: CircleCheck },
  expired: { tone: 'warn', icon: TimerOff },
  revoked: { tone: 'quiet', icon: Ban },
} as const

export function KeysTable({ keys }: { readonly keys: readonly ApiKey[] }) {
  const text = useText()
  const now = useNow()
  const columns: readonly TableColumn<ApiKey>[] = [
    { key: 'name', title: text('people.keys.name'), isWide: true, cell: (row) => <Named apiKey={row} /> },
    {
      key: 'state',
      title: text('people.keys.state'),
      cell: (row) => {
        const state = stateOf(row, now)
        return <Badge {...LOOKS[state]}>{text(`people.keys.state.${state}`)}</Badge>
      },
    },
    {
      key: 'used',
      title: text('people.keys.used'),
      isExtra: true,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? text('people.keys.used.never') : <Instant at={lastUsedAt} />),
    },
    {
      key: 'expires',
      title: text('people.keys.expires'),
      isExtra: true,
      cell: ({ expiresAt }) =>
        expiresAt === null ? text('people.keys.expires.never') : <Instant at={expiresAt} as="short" />,
    },
    { key: 'by', title: text('people.keys.by'), isExtra: true, cell: ({ createdBy }) => createdBy },
    {
      key: 'revoke',
      title: text('people.do'),
      cell: (row) => (stateOf(row, now) === 'revoked' ? null : <Revoke apiKey={row} />),
    },
  ]
  return (
    <DataTable label={text('people.keys.list')} columns={columns} rows={keys} rowKey={({ apiKeyId }) => apiKeyId} />
  )
}

function Named({ apiKey: { name, role, prefix } }: { readonly apiKey: ApiKey }) {
  const text = useText()
  return (
    <div className={cx(styles.who)}>
      <span className={cx(styles.name)}>{name}</span>
      <span className={cx(styles.soft)}>
        {text(`role.${role}`)} · <code>{prefix}…</code>
      </span>
    </div>
  )
}

function Revoke({ apiKey: { apiKeyId, name } }: { readonly apiKey: ApiKey }) {
  const text = useText()
  const [isAsking, setAsking] = useState(false)
  const revoke = useChange('api-keys.revoke', {
    onDone: () => {
      setAsking(false)
      sayDone(text('people.keys.revoke.done'))
    },
  })
  if (!useMay('people:change')) return null
  return (
    <>
      <Button size="small" onPress={() => setAsking(true)}>
        {text('people.keys.revoke')}
      </Button>
      <Dialog
        title={text('people.keys.revoke.title', { name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onPress={() => setAsking(false)}>{text('people.cancel')}</Button>
            <Button kind="danger" isBusy={revoke.isPending} onPress={() => revoke.mutate({ params: { apiKeyId } })}>
              {text('people.keys.revoke')}
            </Button>
          </>
        }
      >
        <p>{text('people.keys.revoke.text')}</p>
      </Dialog>
    </>
  )
}
