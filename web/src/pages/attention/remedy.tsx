import type { AttentionGroup } from '#api/attention'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { ButtonLink, OutsideLink, TextLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import { PartFromItem } from '#web/pages/products/part-from-item.tsx'
import { partingOf } from '#web/pages/products/parting.ts'
import { Adoptions } from '#web/pages/transfers/adoptions.tsx'
import { ServerText, useServerText } from '#web/languages/server-text.tsx'
import { MapForm } from './map-form.tsx'
import styles from './attention.module.css'

interface RemedyProps {
  readonly group: AttentionGroup
}

/** What solves a cause, done right here where that is possible, and the way to it otherwise. */
export function Remedy({ group }: RemedyProps) {
  const text = useText()
  const server = useServerText()
  const { remedy, kind, example, integration } = group
  const parting = partingOf(server(remedy))
  return (
    <section className={cx(styles.remedy)} aria-label={text('attention.remedy')}>
      <h3>{text(`attention.kind.${kind}`)}</h3>
      {remedy === null || kind === 'map' ? null : (
        <p className={cx(styles.soft)}>{parting === null ? <ServerText text={remedy} /> : parting.words}</p>
      )}
      <RemedyOf group={group} />
      {parting === null || integration === null ? null : (
        <div>
          <PartFromItem
            integration={integration}
            variant={parting.variant}
            name={text('products.look.variantId', { variant: parting.variant })}
            item={null}
          />
        </div>
      )}
      {example === null ? null : <Example example={example} />}
    </section>
  )
}

function RemedyOf({ group }: RemedyProps) {
  const text = useText()
  const { organization } = useOrganization()
  const { kind, entry, example, connection } = group
  switch (kind) {
    case 'map':
      return entry === null ? null : <MapForm group={group} entry={entry} />
    case 'item':
      return (
        <>
          <InTheErp connection={connection} label={text('attention.item.open')} />
          {entry === null ? null : (
            <>
              <p className={cx(styles.soft)}>{text('attention.item.or')}</p>
              <MapForm group={group} entry={entry} />
            </>
          )}
        </>
      )
    case 'period':
      return (
        <>
          <InTheErp connection={connection} label={text('attention.period.open')} />
          <p className={cx(styles.soft)}>{text('attention.period.then')}</p>
        </>
      )
    case 'credential':
      return connection === null ? null : (
        <div>
          <ButtonLink
            kind="primary"
            to="/o/$organization/settings/connections/$connection"
            params={{ organization, connection }}
          >
            {text('attention.credential.open', { connection })}
          </ButtonLink>
        </div>
      )
    case 'adopt':
      return example === null ? null : (
        <>
          <p>{text('attention.adopt.of', { name: example.name })}</p>
          <Adoptions transferId={example.transferId} />
        </>
      )
    case 'proof':
    case 'look':
      return null
  }
}

function Example({ example: { transferId, name } }: { readonly example: { transferId: string; name: string } }) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <p>
      <TextLink to="/o/$organization/transfers/$transferId" params={{ organization, transferId }}>
        {text('attention.example', { name })}
      </TextLink>
    </p>
  )
}

/** The way into the ERP, where its address is known. */
function InTheErp({ connection, label }: { readonly connection: string | null; readonly label: string }) {
  const connections = useRoute('connections.list', {})
  const settings = connections.data?.items.find((one) => one.connection === connection)?.settings
  const address = settings?.['baseUrl']
  if (typeof address !== 'string' || !/^https?:/.test(address)) return null
  return (
    <p>
      <OutsideLink href={address}>{label}</OutsideLink>
    </p>
  )
}
