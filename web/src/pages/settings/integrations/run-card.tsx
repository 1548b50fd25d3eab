import { Play, Scale } from 'lucide-react'
import type { ApiIntegration } from '#api/integrations'
import { FLOWS } from '#api/flows'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { JobState } from '#web/jobs/job-state.tsx'
import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useZone } from '#web/kit/instant.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { rangeOf } from '#web/pages/reconciliation/filter.ts'
import { flowTextId } from '#web/pages/transfers/summary.ts'
import styles from './integrations.module.css'

/** What the clock does by itself, now: search each flow, compare all stock, compare both sides. */
export function RunCard({ integration: { integration, flows, live } }: { readonly integration: ApiIntegration }) {
  const text = useText()
  const [maySearch, mayCompare, mayStock] = [useMay('transfers:change'), useMay('books:read'), useMay('stock:change')]
  const sweep = useChange('jobs.sweep')
  const drift = useChange('jobs.drift')
  const stock = useChange('stock.sync', { onDone: () => sayDone(text('integrations.run.stock.asked')) })
  const on = FLOWS.filter((one) => flows.some(({ flow, enabled }) => flow === one && enabled))
  const zone = useZone()
  const compare = () => drift.mutate({ body: { integration, ...rangeOf('7', zone, new Date()) } })
  return (
    <Card title={text('integrations.run')} description={text('integrations.run.lead')}>
      <div className={cx(styles.actions)}>
        {maySearch
          ? on.map((flow) => (
              <Button
                key={flow}
                icon={Play}
                isDisabled={sweep.isPending}
                onPress={() => sweep.mutate({ body: { integration, flow } })}
              >
                {text('integrations.run.search', { flow: text(flowTextId(flow), { flow }) })}
              </Button>
            ))
          : null}
        {mayStock && live && on.includes('inventory') ? (
          <Button icon={Play} isBusy={stock.isPending} onPress={() => stock.mutate({ body: { integration } })}>
            {text('integrations.run.stock')}
          </Button>
        ) : null}
        {mayCompare ? (
          <Button icon={Scale} isDisabled={drift.isPending} onPress={compare}>
            {text('integrations.run.compare')}
          </Button>
        ) : null}
      </div>
      <Latest kind="sweep" integration={integration} />
      <Latest kind="drift" integration={integration} />
    </Card>
  )
}

/** The newest job of a kind: how far it is, or what came of it. */
function Latest({ kind, integration }: { readonly kind: 'sweep' | 'drift'; readonly integration: string }) {
  const text = useText()
  const { job, isRunning } = useLatestJob(kind, integration)
  if (job === null) return null
  if (!isRunning && job.failure === null)
    return <p className={cx(styles.soft)}>{text(`integrations.run.${kind}.done`, { count: job.done })}</p>
  return (
    <div className={cx(styles.running)}>
      <JobState
        job={job}
        isRunning={isRunning}
        label={text(`integrations.run.${kind}`)}
        words={text('integrations.run.read', { count: job.done })}
      />
    </div>
  )
}
