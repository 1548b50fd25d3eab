import { ArrowRight } from 'lucide-react'
import { useOrganization } from '#web/api/organization.tsx'
import { ButtonLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Step } from './steps.ts'

/** The way on, at the end of a step that is done. */
export function NextStep({ step }: { readonly step: Step }) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <div>
      <ButtonLink
        kind="primary"
        icon={ArrowRight}
        to="/o/$organization/setup"
        params={{ organization }}
        search={{ step }}
      >
        {text('setup.next', { step: text(`setup.step.${step}`) })}
      </ButtonLink>
    </div>
  )
}
