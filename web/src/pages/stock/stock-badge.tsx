import { AlertCircle, CircleCheck, CircleDashed, Clock3 } from 'lucide-react'
import type { StockLevel } from '#api/stock'
import { Badge } from '#web/kit/badge.tsx'
import { useText } from '#web/languages/use-text.ts'

const LOOKS = {
  'in-step': { tone: 'good', icon: CircleCheck },
  pending: { tone: 'info', icon: CircleDashed },
  waiting: { tone: 'warn', icon: Clock3 },
  attention: { tone: 'bad', icon: AlertCircle },
} as const

export function StockBadge({ state }: Pick<StockLevel, 'state'>) {
  const text = useText()
  return <Badge {...LOOKS[state]}>{text(`stock.state.${state}`)}</Badge>
}
