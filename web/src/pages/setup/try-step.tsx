import { type FormEvent, useState } from 'react'
import type { ApiIntegration } from '#api/integrations'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Stack } from '#web/kit/page.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { OrderPreviewView } from './order-preview-view.tsx'
import styles from './setup.module.css'
import { ShadowRun } from './shadow-run.tsx'

/** Shows what would become of real orders: one by one beside its documents, then a week of them beside what the ERP holds. */
export function TryStep({ integration }: { readonly integration: ApiIntegration }) {
  const text = useText()
  const [name, setName] = useState('')
  const [order, setOrder] = useState('')
  const params = { integration: integration.integration }
  const preview = useRoute('integrations.preview', { params, query: { order } }, { isEnabled: order !== '' })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setOrder(name.trim())
  }
  return (
    <Stack>
      <Card title={text('setup.try.title')} description={text('setup.try.lead')}>
        <form className={cx(styles.form)} onSubmit={submit}>
          <TextField label={text('setup.try.order')} placeholder="#1001" value={name} onChange={setName} />
          <div className={cx(styles.actions)}>
            <Button type="submit" kind="primary">
              {text('setup.try.do')}
            </Button>
          </div>
        </form>
      </Card>
      {order === '' ? null : <Answer of={preview}>{(answer) => <OrderPreviewView preview={answer} />}</Answer>}
      <ShadowRun integration={integration.integration} />
    </Stack>
  )
}
