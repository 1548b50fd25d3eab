import { useState } from 'react'
import type { Role } from '#api/permissions'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { RoleChoice } from '#web/pages/settings/people/role-choice.tsx'

type Made = Answered<Routes['api-keys.create']>

const LIVES = ['30', '90', '365', 'forever'] as const
type Life = (typeof LIVES)[number]
const DAY_MS = 86_400_000

/** Asks what a key is for, then shows it this once. */
export function CreateKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [life, setLife] = useState<Life>('90')
  const [made, setMade] = useState<Made | null>(null)
  const create = useChange('api-keys.create', { onDone: setMade })
  if (made !== null) return <MadeDialog made={made} onClose={onClose} />
  const words = {
    '30': text('people.keys.expires.days', { count: 30 }),
    '90': text('people.keys.expires.days', { count: 90 }),
    '365': text('people.keys.expires.year'),
    forever: text('people.keys.expires.forever'),
  }
  const send = (): void => {
    const expiresAt =
      life === 'forever' ? {} : { expiresAt: new Date(Date.now() + Number(life) * DAY_MS).toISOString() }
    create.mutate({ body: { name, role, ...expiresAt } })
  }
  return (
    <Dialog
      title={text('people.keys.create')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text('people.cancel')}</Button>
          <Button kind="primary" isBusy={create.isPending} isDisabled={name.trim() === ''} onPress={send}>
            {text('people.keys.create')}
          </Button>
        </>
      }
    >
      <TextField
        label={text('people.keys.name')}
        description={text('people.keys.name.how')}
        autoFocus
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <RoleChoice label={text('people.keys.role')} value={role} onChange={setRole} />
      <Select
        label={text('people.keys.expires.in')}
        value={life}
        choices={LIVES.map((key) => ({ key, label: words[key] }))}
        onChange={setLife}
      />
    </Dialog>
  )
}

function MadeDialog({ made: { apiKey, key }, onClose }: { readonly made: Made; readonly onClose: () => void }) {
  const text = useText()
  const { organization } = useOrganization()
  const url = `${location.origin}${clientOf(organization).url('transfers.list', { params: { organization }, query: {} })}`
  return (
    <Dialog
      title={text('people.keys.made', { name: apiKey.name })}
      isOpen
      isShownOnce
      onClose={onClose}
      footer={
        <Button kind="primary" onPress={onClose}>
          {text('people.inviting.done')}
        </Button>
      }
    >
      <Notice tone="info" title={text('people.keys.made.more')} />
      <CodeBlock label={text('people.keys.made.key')} text={key} wraps />
      <p>{text('people.keys.made.use')}</p>
      <CodeBlock label={text('people.keys.made.use')} text={`curl -H "Authorization: Bearer $KEY" ${url}`} wraps />
    </Dialog>
  )
}
