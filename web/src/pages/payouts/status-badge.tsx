import { Ban, CalendarClock, Landmark, Truck, Undo2 } from 'lucide-react'
import { Badge } from '#web/kit/badge.tsx'
import { useText } from '#web/languages/use-text.ts'

const LOOKS = {
  scheduled: { tone: 'quiet', icon: CalendarClock },
  'in-transit': { tone: 'info', icon: Truck },
  paid: { tone: 'good', icon: Landmark },
  failed: { tone: 'bad', icon: Undo2 },
  cancelled: { tone: 'quiet', icon: Ban },
} as const

const isKnown = (status: string): status is keyof typeof LOOKS => Object.hasOwn(LOOKS, status)

/** Where the money is, as the provider says. */
export function StatusBadge({ status }: { readonly status: string }) {
  const text = useText()
  return isKnown(status) ? (
    <Badge {...LOOKS[status]}>{text(`payouts.status.${status}`)}</Badge>
  ) : (
    <Badge>{status}</Badge>
  )
}
