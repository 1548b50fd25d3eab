import type { ApiConnection, ConnectorDescription } from '#api/connections'
import { Answer } from '#web/api/answer.tsx'
import { useMay, useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Instant } from '#web/kit/instant.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { ServerText } from '#web/languages/server-text.tsx'
import { CheckCard } from './check-card.tsx'
import { ConnectionState } from './connection-state.tsx'
import { FailuresCard } from './failures-card.tsx'
import { GrantCard } from './grant-card.tsx'
import { PauseButton, ResumeButton } from './pause.tsx'
import { RemoveCard } from './remove-card.tsx'
import { connectionRoute } from './route.tsx'
import { SecretsCard } from './secrets-card.tsx'
import { SettingsCard } from './settings-card.tsx'
import { TrafficCard } from './traffic-card.tsx'

/** One system: how it is, and everything that can be done about it. */
export function ConnectionPage() {
  const { connection: key } = connectionRoute.useParams()
  const connections = useRoute('connections.list', {}, { everyMs: 10_000 })
  const connectors = useRoute('connectors.list', {})
  return (
    <Answer
      of={connections}
      frame={(content) => (
        <SettingsFrame title={key} above={<Back />}>
          {content}
        </SettingsFrame>
      )}
    >
      {({ items }) => {
        const connection = items.find((one) => one.connection === key)
        const connector = connectors.data?.items.find((one) => one.connector === connection?.connector)
        return connection === undefined ? (
          <Gone name={key} />
        ) : (
          <Loaded key={key} connection={connection} connector={connector ?? null} />
        )
      }}
    </Answer>
  )
}

interface LoadedProps {
  readonly connection: ApiConnection
  /** `null` = it is still asked for. */
  readonly connector: ConnectorDescription | null
}

function Loaded({ connection, connector }: LoadedProps) {
  const text = useText()
  const mayChange = useMay('connections:change')
  const { connection: key, connectorName, kind, paused } = connection
  return (
    <SettingsFrame
      title={key}
      lead={`${connectorName} · ${text(`connections.kind.${kind}`)}`}
      above={<Back />}
      beside={<ConnectionState connection={connection} />}
      actions={mayChange ? paused === null ? <PauseButton connection={connection} /> : null : null}
    >
      {paused === null ? null : (
        <Notice
          tone="warn"
          title={
            <>
              {text('connections.paused.title')} <Instant at={paused.at} as="short" />
              {paused.message === null ? null : (
                <>
                  : <ServerText text={paused.message} />
                </>
              )}
            </>
          }
          action={mayChange ? <ResumeButton connection={connection} /> : null}
        >
          {text('connections.paused.lead')}
        </Notice>
      )}
      <CheckCard connection={key} />
      <TrafficCard connection={connection} />
      <FailuresCard connection={key} />
      {connector === null || !mayChange ? null : (
        <>
          <SettingsCard connection={connection} connector={connector} />
          <GrantCard connection={connection} connector={connector} />
          <SecretsCard connection={connection} connector={connector} />
          <RemoveCard connection={connection} />
        </>
      )}
    </SettingsFrame>
  )
}

function Gone({ name }: { readonly name: string }) {
  const text = useText()
  return (
    <SettingsFrame title={name} above={<Back />}>
      <Notice tone="info" title={text('connections.gone', { connection: name })}>
        {text('connections.gone.lead')}
      </Notice>
    </SettingsFrame>
  )
}

function Back() {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <TextLink to="/o/$organization/settings/connections" params={{ organization }}>
      {text('connections.title')}
    </TextLink>
  )
}
