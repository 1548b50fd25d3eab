import { CircleCheck, CirclePause, Hourglass } from 'lucide-react'
import type { ApiConnection } from '#api/connections'
import { Badge } from '#web/kit/badge.tsx'
import { useText } from '#web/languages/use-text.ts'

/** Whether something goes through a connection now. */
export function ConnectionState({ connection: { paused, restsUntil } }: { readonly connection: ApiConnection }) {
  const text = useText()
  if (paused !== null)
    return (
      <Badge tone="warn" icon={CirclePause}>
        {text('connections.state.paused')}
      </Badge>
    )
  if (restsUntil !== null)
    return (
      <Badge tone="info" icon={Hourglass}>
        {text('connections.state.rests')}
      </Badge>
    )
  return (
    <Badge tone="good" icon={CircleCheck}>
      {text('connections.state.runs')}
    </Badge>
  )
}
