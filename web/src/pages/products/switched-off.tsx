import { Tags } from 'lucide-react'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { useText } from '#web/languages/use-text.ts'
import { WhereToSwitchOn } from '#web/shell/where-to-switch-on.tsx'
import type { Tab } from './filter.ts'

/** What will be here once the flow is switched on, and where that is done. */
export function SwitchedOff({ what }: { readonly what: Tab }) {
  const text = useText()
  return (
    <EmptyState icon={Tags} title={text(`products.off.${what}.title`)} action={<WhereToSwitchOn />}>
      {text(`products.off.${what}`)}
    </EmptyState>
  )
}
