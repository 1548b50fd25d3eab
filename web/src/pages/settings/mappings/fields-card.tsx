import { useState } from 'react'
import type { ApiMappings } from '#api/integrations'
import { useMay } from '#web/api/organization.tsx'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { FieldEditor } from './field-editor.tsx'
import styles from './mappings.module.css'
import type { MappingsEditor } from './use-mappings.ts'

type Entry = ApiMappings['fields'][number]

interface FieldsCardProps {
  readonly integration: string
  readonly editor: MappingsEditor
}

/** Fields of the target that expressions fill. */
export function FieldsCard({ integration, editor }: FieldsCardProps) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const [open, setOpen] = useState<Entry | 'new' | null>(null)
  const { fields } = editor.base.mappings
  // What is written stays until it is saved.
  const save = (next: readonly Entry[]): void => editor.saveFields([...next], () => setOpen(null))
  return (
    <Card title={text('mappings.part.fields')} description={text('mappings.fields.lead')}>
      <div className={cx(styles.stack)}>
        {fields.length === 0 && open === null ? (
          <p className={cx(styles.soft)}>{text('mappings.fields.none')}</p>
        ) : null}
        {fields.map((entry, index) =>
          isEqual(entry, open) ? null : (
            <div key={`${String(entry['field'])} ${index}`} className={cx(styles.bar, styles.value)}>
              <span>
                <strong>{String(entry['field'])}</strong>{' '}
                <span className={cx(styles.soft)}>{[entry['document']].flat().join(', ')}</span>
                <br />
                <code>{String(entry['expression'])}</code>
              </span>
              {mayChange ? (
                <div className={cx(styles.actions)}>
                  <Button size="small" onPress={() => setOpen(entry)}>
                    {text('mappings.fields.change')}
                  </Button>
                  <Button size="small" kind="danger" onPress={() => save(fields.filter((_, at) => at !== index))}>
                    {text('mappings.fields.remove')}
                  </Button>
                </div>
              ) : null}
            </div>
          ),
        )}
        {open === null ? null : (
          <FieldEditor
            key={JSON.stringify(open)}
            integration={integration}
            entry={open === 'new' ? {} : open}
            isSaving={editor.isSaving}
            onCancel={() => setOpen(null)}
            onSave={(entry) =>
              save(open === 'new' ? [...fields, entry] : fields.map((one) => (isEqual(one, open) ? entry : one)))
            }
          />
        )}
        {mayChange && open === null ? (
          <div className={cx(styles.actions)}>
            <Button onPress={() => setOpen('new')}>{text('mappings.fields.add')}</Button>
          </div>
        ) : null}
      </div>
    </Card>
  )
}

/** By what it says: somebody else may have put others before it meanwhile. */
const isEqual = (one: Entry, other: Entry | 'new' | null): boolean => JSON.stringify(one) === JSON.stringify(other)
