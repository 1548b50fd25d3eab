import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { useOrganization } from '#web/api/organization.tsx'
import { Count } from '#web/kit/badge.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { Figure } from '#web/kit/money.tsx'
import { ServerRemedy, ServerText, useServerText } from '#web/languages/server-text.tsx'
import { useText } from '#web/languages/use-text.ts'
import { PartFromItem } from './part-from-item.tsx'
import { partingOf } from './parting.ts'
import styles from './products.module.css'

type Cause = Answered<Routes['products.show']>['causes'][number]

interface CausesCardProps {
  readonly integration: string
  readonly causes: readonly Cause[]
}

/** Why products wait for a person, each with its remedy. */
export function CausesCard({ integration, causes }: CausesCardProps) {
  const text = useText()
  if (causes.length === 0) return null
  return (
    <Card title={text('products.causes')} description={text('products.causes.lead')} isFlush>
      <ul>
        {causes.map((cause) => (
          <CauseItem key={`${cause.code} ${cause.subject ?? ''}`} integration={integration} cause={cause} />
        ))}
      </ul>
    </Card>
  )
}

function CauseItem({ integration, cause }: { readonly integration: string; readonly cause: Cause }) {
  const text = useText()
  const server = useServerText()
  const { organization } = useOrganization()
  const { code, subject, message, remedy, transfers } = cause
  const parting = partingOf(server(remedy))
  return (
    <li className={cx(styles.cause)}>
      <Count tone="bad">
        <Figure value={transfers} />
      </Count>
      <div className={cx(styles.because)}>
        <TextLink
          to="/o/$organization/attention"
          params={{ organization }}
          search={{ cause: code, ...(subject === null ? {} : { subject }) }}
        >
          <ServerText text={message} />
        </TextLink>
        <p className={cx(styles.soft)}>{parting === null ? <ServerRemedy text={remedy} /> : parting.words}</p>
      </div>
      {parting === null ? null : (
        <PartFromItem
          integration={integration}
          variant={parting.variant}
          name={text('products.look.variantId', { variant: parting.variant })}
          item={null}
        />
      )}
    </li>
  )
}
