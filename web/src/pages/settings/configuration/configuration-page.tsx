import { useMay } from '#web/api/organization.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { ApplyCard } from './apply-card.tsx'
import { FileCard } from './file-card.tsx'
import { HistoryCard } from './history-card.tsx'
import { PromoteCard } from './promote-card.tsx'

/** The configuration as a file: take it along, look at what another one would change, and make a test that of the live systems. */
export function ConfigurationPage() {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const mayLookBack = useMay('audit:read')
  return (
    <SettingsFrame title={text('configuration.title')} lead={text('configuration.lead')}>
      <FileCard />
      {mayChange ? <ApplyCard /> : null}
      {mayChange ? <PromoteCard /> : null}
      {mayLookBack ? <HistoryCard /> : null}
    </SettingsFrame>
  )
}
