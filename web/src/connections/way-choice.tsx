import { ChoiceCards } from '#web/kit/choice-cards.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { Way } from './grant.ts'

interface WayChoiceProps {
  readonly system: string
  readonly value: Way
  readonly onChange: (way: Way) => void
}

/** How Tillbridge gets in: access that is given on the system's own page, or keys that are entered here. */
export function WayChoice({ system, ...chosen }: WayChoiceProps) {
  const text = useText()
  const choices = (['grant', 'keys'] as const).map((key) => ({
    key,
    name: text(`connections.way.${key}`, { system }),
    how: text(`connections.way.${key}.how`, { system }),
  }))
  return <ChoiceCards label={text('connections.way')} choices={choices} {...chosen} />
}
