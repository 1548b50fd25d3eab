import { useEffect, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { ApiMappings } from '#api/integrations'
import type { ApiTriedField } from '#api/mappings'
import type { AnyCall } from '#web/api/asked.ts'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useUnsaved } from '#web/kit/unsaved.ts'
import { ServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './mappings.module.css'

const KINDS = [
  '*',
  'sales-order',
  'invoice',
  'credit-note',
  'payment',
  'refund-payment',
  'delivery',
  'delivery-return',
] as const
const PLACES = ['document', 'rows'] as const
const AFTER_MS = 400

interface FieldEditorProps {
  readonly integration: string
  readonly entry: ApiMappings['fields'][number]
  readonly isSaving: boolean
  readonly onCancel: () => void
  readonly onSave: (entry: Record<string, unknown>) => void
}

/** One field with its expression, tried on a real order while it is written. */
export function FieldEditor({ integration, entry, isSaving, onCancel, onSave }: FieldEditorProps) {
  const text = useText()
  const [field, setField] = useState(String(entry['field'] ?? ''))
  const [document, setDocument] = useState(KINDS.find((kind) => kind === [entry['document']].flat()[0]) ?? '*')
  const [on, setOn] = useState<(typeof PLACES)[number]>(entry['on'] === 'rows' ? 'rows' : 'document')
  const [begun] = useState(String(entry['expression'] ?? 'record.note'))
  const [expression, setExpression] = useState(begun)
  const [order, setOrder] = useState('')
  useUnsaved(expression !== begun || field !== String(entry['field'] ?? ''))
  const { tried, failure } = useTrial(integration, {
    field,
    document,
    on,
    expression,
    ...(order.trim() === '' ? {} : { order }),
  })
  // Several kinds stay several unless another choice was made.
  const isOwn = Array.isArray(entry['document']) && entry['document'][0] === document
  const isSound = failure !== null || (tried?.problem === null && tried.refusal === null)
  return (
    <div className={cx(styles.editor)}>
      <Inputs {...{ field, setField, document, setDocument, on, setOn, order, setOrder }} />
      <TextField
        label={text('mappings.fields.expression')}
        description={text('mappings.fields.help')}
        isLong
        value={expression}
        onChange={setExpression}
      />
      {failure === null ? null : <FailureNotice failure={failure} />}
      {tried === null ? null : <Trial tried={tried} expression={expression} />}
      <div className={cx(styles.actions)}>
        <Button
          kind="primary"
          isDisabled={!isSound || field.trim() === ''}
          isBusy={isSaving}
          onPress={() =>
            onSave({ document: isOwn ? entry['document'] : document, on, field: field.trim(), expression })
          }
        >
          {text('mappings.fields.save')}
        </Button>
        <Button onPress={onCancel}>{text('mappings.cancel')}</Button>
      </div>
    </div>
  )
}

type Kind = (typeof KINDS)[number]
type Place = (typeof PLACES)[number]
const kindText = (kind: Kind) => (kind === '*' ? 'mappings.kind.all' : (`mappings.kind.${kind}` as const))

interface InputsProps {
  readonly field: string
  readonly setField: (field: string) => void
  readonly document: Kind
  readonly setDocument: (kind: Kind) => void
  readonly on: Place
  readonly setOn: (place: Place) => void
  readonly order: string
  readonly setOrder: (order: string) => void
}

function Inputs({ field, setField, document, setDocument, on, setOn, order, setOrder }: InputsProps) {
  const text = useText()
  return (
    <div className={cx(styles.inputs)}>
      <TextField
        label={text('mappings.fields.field')}
        description={text('mappings.fields.field.lead')}
        value={field}
        onChange={setField}
      />
      <Select
        label={text('mappings.fields.document')}
        choices={KINDS.map((key) => ({ key, label: text(kindText(key)) }))}
        value={document}
        onChange={setDocument}
      />
      <Select
        label={text('mappings.fields.on')}
        choices={PLACES.map((key) => ({ key, label: text(`mappings.on.${key}`) }))}
        value={on}
        onChange={setOn}
      />
      <TextField
        label={text('mappings.fields.order')}
        description={text('mappings.fields.order.lead')}
        value={order}
        onChange={setOrder}
      />
    </div>
  )
}

type Asked = {
  readonly expression: string
  readonly field: string
  readonly document: (typeof KINDS)[number]
  readonly on: (typeof PLACES)[number]
  readonly order?: string
}

/** What it comes to; asked when nothing was typed for a moment, and told until there is something newer. */
function useTrial(integration: string, asked: Asked): { tried: ApiTriedField | null; failure: Failure | null } {
  const { organization } = useOrganization()
  const [told, setTold] = useState<ReturnType<typeof useTrial>>({ tried: null, failure: null })
  const question = JSON.stringify(asked)
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      const body = JSON.parse(question) as Asked
      // Not by way of `useChange`: nothing is changed by it, and everything else need not be asked again.
      const call = clientOf(organization).call as AnyCall
      call('mappings.try', { params: { integration }, body, signal: stop.signal }).then(
        (tried: unknown) => setTold({ tried: tried as ApiTriedField, failure: null }),
        (error: unknown) => {
          if (error instanceof ApiFailure) setTold({ tried: null, failure: error.failure })
        },
      )
    }, AFTER_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [organization, integration, question])
  return told
}

function Trial({ tried, expression }: { readonly tried: ApiTriedField; readonly expression: string }) {
  const text = useText()
  const { problem, refusal, values, order } = tried
  return (
    <div className={cx(styles.stack)} aria-live="polite">
      {refusal === null ? null : (
        <Notice tone="warn" title={text('mappings.fields.refused')}>
          {refusal}
        </Notice>
      )}
      {problem === null ? (
        <dl className={cx(styles.values)}>
          <dt>{text('mappings.fields.tried')}</dt>
          <dd>{order}</dd>
          {values.map(({ document, on, value }, index) => (
            <div key={index}>
              <dt>
                {document}
                {on === null ? '' : `, ${on}`}
              </dt>
              <dd>
                {value === null ? (
                  <span className={cx(styles.soft)}>{text('mappings.fields.unset')}</span>
                ) : (
                  <strong>{String(value)}</strong>
                )}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <Notice tone="bad" title={<ServerText text={problem.reason} />}>
          {problem.character === null ? null : <Place expression={expression} character={problem.character} />}
        </Notice>
      )}
    </div>
  )
}

/** The line that is wrong, with the character that is, marked. */
function Place({ expression, character }: { readonly expression: string; readonly character: number }) {
  const text = useText()
  const before = expression.slice(0, character - 1)
  const lines = before.split('\n')
  const line = expression.split('\n')[lines.length - 1] ?? ''
  const column = (lines.at(-1) ?? '').length
  return (
    <>
      <p>{text('mappings.fields.place', { line: lines.length, column: column + 1 })}</p>
      <pre className={cx(styles.place)}>
        {line.slice(0, column)}
        <mark>{line.slice(column, column + 1) || ' '}</mark>
        {line.slice(column + 1)}
      </pre>
    </>
  )
}
