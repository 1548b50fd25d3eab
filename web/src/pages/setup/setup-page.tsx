import { useLatestJob } from '#web/jobs/use-latest-job.ts'
import { preflightReport } from '#api/preflight'
import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Page, Stack } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import { ConnectStep } from './connect-step.tsx'
import { FlowsStep } from './flows-step.tsx'
import { LiveStep } from './live-step.tsx'
import { MapStep } from './map-step.tsx'
import { setupRoute } from './route.tsx'
import { StepList } from './step-list.tsx'
import { nextStep, type Progress } from './steps.ts'
import { TryStep } from './try-step.tsx'

/** From nothing to live orders, one step after the other. */
export function SetupPage() {
  const text = useText()
  const connections = useRoute('connections.list', {})
  const integrations = useRoute('integrations.list', {})
  return (
    <Page title={text('page.setup')} lead={text('setup.lead')}>
      <Answer of={connections}>
        {({ items: made }) => (
          <Answer of={integrations}>
            {({ items: [integration = null] }) => (
              <Steps
                store={made.find(({ kind }) => kind === 'store') ?? null}
                target={made.find(({ kind }) => kind === 'erp') ?? null}
                integration={integration}
              />
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  )
}

function Steps(known: Omit<Progress, 'missing'>) {
  const { step } = setupRoute.useSearch()
  const { job } = useLatestJob('preflight', known.integration?.integration ?? null)
  const report = preflightReport.safeParse(job?.result)
  const missing = report.success ? report.data.values.filter(({ state }) => state === 'missing').length : null
  const progress: Progress = { ...known, missing }
  const current = step ?? nextStep(progress)
  const { store, target, integration } = known
  return (
    <Stack>
      <StepList current={current} progress={progress} />
      {current === 'connect' || store === null || target === null ? (
        <ConnectStep store={store} target={target} />
      ) : current === 'flows' || integration === null ? (
        <FlowsStep store={store} target={target} integration={integration} />
      ) : current === 'map' ? (
        <MapStep integration={integration} />
      ) : current === 'try' ? (
        <TryStep integration={integration} />
      ) : (
        <LiveStep integration={integration} missing={missing} />
      )}
    </Stack>
  )
}
