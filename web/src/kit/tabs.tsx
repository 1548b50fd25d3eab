import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'
import { cx } from './class-names.ts'
import styles from './tabs.module.css'
import { useCurrentInView } from './use-current-in-view.ts'

export interface TabView {
  readonly key: string
  readonly label: ReactNode
  readonly content: ReactNode
}

/** Views of the same thing, of which one is seen. */
export const Tabs = ({ label, views }: { readonly label: string; readonly views: readonly TabView[] }) => (
  <AriaTabs className={cx(styles.tabs)}>
    <TabList aria-label={label} className={cx(styles.list)}>
      {views.map(({ key, label: text }) => (
        <Tab key={key} id={key} className={cx(styles.tab)}>
          {text}
        </Tab>
      ))}
    </TabList>
    {views.map(({ key, content }) => (
      <TabPanel key={key} id={key} className={cx(styles.panel)}>
        {content}
      </TabPanel>
    ))}
  </AriaTabs>
)

/** Links that look like tabs: each is an address of its own. The current one carries `aria-current`. */
export function LinkTabs({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const row = useCurrentInView()
  return (
    <nav ref={row} aria-label={label} className={cx(styles.list, styles.links)}>
      {children}
    </nav>
  )
}
