import {
  Banknote,
  Gauge,
  HandHelping,
  History,
  LayoutGrid,
  ListChecks,
  type LucideIcon,
  Package,
  Scale,
  Settings2,
  Tags,
} from 'lucide-react'
import type { TextId } from '#web/languages/en.ts'

export interface PageEntry {
  readonly key: string
  readonly title: TextId
  readonly to: PagePath
  readonly icon: LucideIcon
  /** After `g`, the letter that goes there. */
  readonly letter: string
}

type PagePath =
  `/o/$organization${'' | `/${'transfers' | 'attention' | 'stock' | 'products' | 'payouts' | 'reconciliation' | 'past' | 'setup' | 'settings'}`}`

/** What is looked at each day. */
export const DAILY_PAGES: readonly PageEntry[] = [
  { key: 'overview', title: 'page.overview', to: '/o/$organization', icon: Gauge, letter: 'o' },
  { key: 'transfers', title: 'page.transfers', to: '/o/$organization/transfers', icon: ListChecks, letter: 't' },
  { key: 'attention', title: 'page.attention', to: '/o/$organization/attention', icon: HandHelping, letter: 'a' },
  { key: 'stock', title: 'page.stock', to: '/o/$organization/stock', icon: Package, letter: 's' },
  { key: 'products', title: 'page.products', to: '/o/$organization/products', icon: Tags, letter: 'i' },
  { key: 'payouts', title: 'page.payouts', to: '/o/$organization/payouts', icon: Banknote, letter: 'p' },
  {
    key: 'reconciliation',
    title: 'page.reconciliation',
    to: '/o/$organization/reconciliation',
    icon: Scale,
    letter: 'r',
  },
]

/** What is set up once and looked after. */
export const KEEPING_PAGES: readonly PageEntry[] = [
  { key: 'past', title: 'page.past', to: '/o/$organization/past', icon: History, letter: 'h' },
  { key: 'setup', title: 'page.setup', to: '/o/$organization/setup', icon: LayoutGrid, letter: 'u' },
  { key: 'settings', title: 'page.settings', to: '/o/$organization/settings', icon: Settings2, letter: ',' },
]

export const ALL_PAGES: readonly PageEntry[] = [...DAILY_PAGES, ...KEEPING_PAGES]
