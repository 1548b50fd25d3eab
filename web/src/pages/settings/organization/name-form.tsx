import { useState } from 'react'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './organization.module.css'
import { useSessionAgain } from './use-session-again.ts'

function useRename() {
  const text = useText()
  const readAgain = useSessionAgain()
  return useChange('organization.rename', {
    onDone: async ({ name }) => {
      await readAgain()
      sayDone(text('organization.saved', { name }))
    },
  })
}

/** The name, which an owner may change, and the key, which nobody may. */
export function NameForm({ shown: { name, organization } }: { readonly shown: Answered<Routes['organization.show']> }) {
  const text = useText()
  const mayChange = useMay('organization:change')
  const [typed, setTyped] = useState(name)
  const rename = useRename()
  const isSame = typed.trim() === name
  return (
    <form
      className={cx(styles.form)}
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate({ body: { name: typed.trim() } })
      }}
    >
      <TextField
        label={text('organization.name')}
        description={text(mayChange ? 'organization.name.lead' : 'organization.owners')}
        isReadOnly={!mayChange}
        maxLength={100}
        autoComplete="organization"
        value={typed}
        onChange={setTyped}
      />
      <TextField
        label={text('organization.key')}
        description={text('organization.key.lead')}
        isReadOnly
        value={organization}
      />
      {mayChange ? (
        <div>
          <Button type="submit" kind="primary" isBusy={rename.isPending} isDisabled={isSame || typed.trim() === ''}>
            {text('organization.save')}
          </Button>
        </div>
      ) : null}
    </form>
  )
}
