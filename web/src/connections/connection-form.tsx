import { ExternalLink } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { ConnectorDescription } from '#api/connections'
import type { Failure } from '#api/failure'
import { useFieldErrors } from '#web/api/field-errors.ts'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { CodeBlock } from '#web/kit/code-block.tsx'
import { FailureNotice, Notice } from '#web/kit/notice.tsx'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { settingsFor, useGrant, type Way } from './grant.ts'
import { More } from './more.tsx'
import { SettingField } from './setting-field.tsx'
import { type Entered, type Setting, settingsOf } from './settings-entered.ts'
import { WayChoice } from './way-choice.tsx'
import styles from './connections.module.css'

interface ConnectionFormProps {
  readonly connectors: readonly ConnectorDescription[]
  /** What the connection is called here. */
  readonly usualKey: string
  /** Where people come back to from a system's own page, before `/` and the connector. */
  readonly returnTo: string
  /** Whether the person may call it otherwise. */
  readonly asksKey?: boolean
  readonly onMade?: (connection: string) => void
}

/** Connects a system: by access that is given on its own page, or with the settings that its connector describes. */
export function ConnectionForm({ connectors, returnTo, usualKey, asksKey = false, onMade }: ConnectionFormProps) {
  const text = useText()
  const [key, setKey] = useState(usualKey)
  const [chosen, choose] = useState(connectors[0]?.connector ?? '')
  const [preferred, setWay] = useState<Way>('grant')
  const [entered, setEntered] = useState<Entered>({})
  const connector = connectors.find((one) => one.connector === chosen)
  const way = connector?.grant == null ? 'keys' : preferred
  const { failure, afresh, connect, isBusy } = useConnecting({ key, connector, way, entered, asksKey, onMade })
  const errorOf = useFieldErrors(failure)
  const form = useWrongInView(failure)
  const { first, more } = connector === undefined ? { first: [], more: [] } : settingsFor(connector, way)
  const field = (setting: Setting) => (
    <SettingField
      key={`${way} ${setting.name}`}
      setting={setting}
      value={entered[setting.name] ?? ''}
      error={errorOf(`body.settings.${setting.name}`)}
      onChange={(value) => setEntered({ ...entered, [setting.name]: value })}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    connect()
  }
  return (
    <form ref={form} className={cx(styles.form)} onSubmit={submit} noValidate>
      <Select
        label={text('setup.connect.system')}
        choices={connectors.map(({ connector: key, name }) => ({ key, label: name }))}
        value={chosen}
        onChange={(system) => afresh(() => choose(system))}
      />
      {connector?.grant == null ? null : (
        <WayChoice system={connector.name} value={way} onChange={(way) => afresh(() => setWay(way))} />
      )}
      {asksKey ? <KeyField value={key} onChange={setKey} error={errorOf('body.connection')} /> : null}
      {way === 'grant' && connector?.grant?.knowsReturn === true ? (
        <ReturnAddress system={connector.name} address={`${returnTo}/${connector.connector}`} />
      ) : null}
      {first.map(field)}
      <More count={more.length}>{more.map(field)}</More>
      {failure === null ? null : <Refused failure={failure} />}
      <div className={cx(styles.actions)}>
        <Button type="submit" kind="primary" isBusy={isBusy} {...(way === 'grant' ? { icon: ExternalLink } : {})}>
          {way === 'grant' ? text('connections.grant.do', { system: connector?.name ?? '' }) : text('setup.connect.do')}
        </Button>
      </div>
    </form>
  )
}

interface Connecting {
  readonly key: string
  readonly connector: ConnectorDescription | undefined
  readonly way: Way
  readonly entered: Entered
  readonly asksKey: boolean
  readonly onMade: ConnectionFormProps['onMade']
}

/** Makes the connection, or leaves for the system's own page. */
function useConnecting({ key, connector, way, entered, asksKey, onMade }: Connecting) {
  const [failure, setFailure] = useState<Failure | null>(null)
  const failed = (error: Error) => {
    if (!(error instanceof ApiFailure)) throw error
    setFailure(error.failure)
  }
  const create = useChange('connections.create', {
    onDone: ({ connection }) => onMade?.(connection),
    onFailed: failed,
  })
  const grant = useGrant(asksKey ? 'connection' : 'setup', failed)
  const connect = () => {
    setFailure(null)
    if (connector === undefined) return
    const { first, more } = settingsFor(connector, way)
    const settings = settingsOf([...first, ...more], entered)
    if (way === 'keys') create.mutate({ body: { connection: key, connector: connector.connector, settings } })
    else grant.begin({ params: { connection: key }, body: { connector: connector.connector, settings } })
  }
  /** What was wrong with another system, or another way, is not wrong with this one. */
  const afresh = (choose: () => void) => {
    setFailure(null)
    choose()
  }
  return { failure, afresh, connect, isBusy: create.isPending || grant.isBusy }
}

function ReturnAddress({ system, address }: { readonly system: string; readonly address: string }) {
  const text = useText()
  return (
    <div className={cx(styles.return)}>
      <span className={cx(styles.label)}>{text('connections.grant.return')}</span>
      <CodeBlock label={text('connections.grant.return')} text={address} wraps />
      <span className={cx(styles.hint)}>{text('connections.grant.return.lead', { system })}</span>
    </div>
  )
}

interface KeyFieldProps {
  readonly value: string
  readonly onChange: (key: string) => void
  readonly error: string | undefined
}

function KeyField({ error, ...typed }: KeyFieldProps) {
  const text = useText()
  return (
    <TextField
      {...typed}
      label={text('connections.key')}
      description={text('connections.key.lead')}
      isRequired
      {...(error === undefined ? {} : { error })}
    />
  )
}

function Refused({ failure }: { readonly failure: Failure }) {
  const text = useText()
  if (failure.fields === undefined) return <FailureNotice failure={failure} />
  return <Notice tone="bad" title={text('connections.marked')} />
}

/** The first field that was refused, which may stand above what is seen, gets the focus. */
function useWrongInView(failure: Failure | null) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (failure === null) return
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [failure])
  return form
}
