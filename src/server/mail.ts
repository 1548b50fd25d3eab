import type { Language } from '#languages/languages'
import { LETTER_WORDS } from '#languages/letter-words'

/** Sends one e-mail, or throws. The text is all of it; a line that is an address and nothing else may be shown as a link. */
export type SendMail = (mail: {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same for programs that show HTML; absent = made of the text. */
  readonly html?: string
}) => Promise<void>

interface Invited {
  readonly to: string
  readonly organization: string
  readonly invitedBy: string
  readonly link: string
}

export const invitationMail = (language: Language, { to, organization, invitedBy, link }: Invited) => ({
  to,
  ...LETTER_WORDS[language].invitation(organization, invitedBy, link),
})

export const newPasswordMail = (language: Language, to: string, link: string) => ({
  to,
  ...LETTER_WORDS[language].newPassword(link),
})
