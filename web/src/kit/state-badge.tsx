import type { TransferState } from '#api/transfers'
import {
  AlertCircle,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  Clock3,
  type LucideIcon,
  RefreshCw,
} from 'lucide-react'
import { useText } from '#web/languages/use-text.ts'
import { Badge, type Tone } from './badge.tsx'

interface Look {
  readonly tone: Tone
  readonly icon: LucideIcon
}

/** How each state of a transfer looks, everywhere. */
export const STATE_LOOKS: Readonly<Record<TransferState, Look>> = {
  pending: { tone: 'quiet', icon: CircleDashed },
  running: { tone: 'info', icon: RefreshCw },
  synced: { tone: 'good', icon: CircleCheck },
  waiting: { tone: 'warn', icon: Clock3 },
  attention: { tone: 'bad', icon: AlertCircle },
  skipped: { tone: 'quiet', icon: CircleSlash },
  held: { tone: 'quiet', icon: CirclePause },
}

export function StateBadge({ state }: { readonly state: TransferState }) {
  const text = useText()
  const { tone, icon } = STATE_LOOKS[state]
  return (
    <Badge tone={tone} icon={icon}>
      {text(`state.${state}`)}
    </Badge>
  )
}
