import { createContext, useContext } from 'react'
import { remedyText } from '#web/kit/remedy-text.ts'
import type { Translators } from '#languages/server-messages'

const ServerTextContext = createContext<Translators | null>(null)

/** `null` = the server's own language. */
export const ServerTextProvider = ServerTextContext.Provider

/** Says a text that the server wrote in the chosen language; one that is not ours is said as it is. */
export interface SayOfServer {
  (text: string): string
  (text: string | null): string | null
}

export function useServerText(): SayOfServer {
  const translators = useContext(ServerTextContext)
  return sayer(translators?.text)
}

/** The same for what a figure is called and how it came about. */
export function useWhyText(): SayOfServer {
  const translators = useContext(ServerTextContext)
  return sayer(translators?.why)
}

/** The same for what mostly stands within other texts: a kind of document, who we are in another system. */
export function usePartText(): SayOfServer {
  const translators = useContext(ServerTextContext)
  return sayer(translators?.part)
}

const sayer = (translate: ((text: string) => string | null) | undefined): SayOfServer => {
  function say(text: string): string
  function say(text: string | null): string | null
  function say(text: string | null): string | null {
    return text === null || translate === undefined ? text : (translate(text) ?? text)
  }
  return say
}

/** A text of the server. Where it is another system's own words, it is read aloud as English. */
export function ServerText({ text }: { readonly text: string }) {
  const translators = useContext(ServerTextContext)
  if (translators === null) return text
  return translators.text(text) ?? <span lang="en">{text}</span>
}

/** What to do, without how it is written into a file: here it is done on a page. */
export function ServerRemedy({ text }: { readonly text: string | null }) {
  const server = useServerText()
  return remedyText(server(text))
}
