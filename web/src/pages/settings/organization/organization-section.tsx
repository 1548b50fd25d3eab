import { Answer } from '#web/api/answer.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { NameForm } from './name-form.tsx'

/** What the organisation is called. */
export function OrganizationSection() {
  const text = useText()
  return (
    <SettingsFrame title={text('organization.title')} lead={text('organization.lead')}>
      <Card title={text('organization.card')}>
        <Answer of={useRoute('organization.show', {})} skeleton={<SkeletonRows />}>
          {(organization) => <NameForm key={organization.name} shown={organization} />}
        </Answer>
      </Card>
    </SettingsFrame>
  )
}
