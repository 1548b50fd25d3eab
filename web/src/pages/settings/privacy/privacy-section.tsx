import { useState } from 'react'
import { useChange } from '#web/api/use-route.ts'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { FindCard } from './find-card.tsx'
import { FoundPeople } from './found-people.tsx'
import { RequestsCard } from './requests-card.tsx'

/** What is kept of a person, and what people asked for. Whom one looks for stands in no address. */
export function PrivacySection() {
  const text = useText()
  const [who, setWho] = useState('')
  const find = useChange('privacy.find')
  const look = (wanted: string): void => {
    setWho(wanted)
    find.mutate({ body: { who: wanted } })
  }
  return (
    <SettingsFrame title={text('privacy.title')} lead={text('privacy.lead')}>
      <FindCard who={who} onWho={setWho} onFind={look} isBusy={find.isPending} />
      {find.data === undefined ? null : (
        <FoundPeople found={find.data} who={find.variables?.body.who ?? who} onErased={() => look(who)} />
      )}
      <RequestsCard onLook={look} />
    </SettingsFrame>
  )
}
