import type { SandboxResponse } from './server.ts'

/** What a vendor asks a person before an app gets in. */
export interface Consent {
  readonly title: string
  readonly lead: string
  /** What the app will be able to do. */
  readonly rights: readonly string[]
  readonly agree: { readonly label: string; readonly address: string }
  readonly refuse: { readonly label: string; readonly address: string }
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:4rem auto;padding:0 1rem}a{display:inline-block;margin:1rem 1rem 0 0}</style>
</head>
<body><main><h1>${escaped(title)}</h1>
${body}
</main></body>
</html>
`

/** A page that a browser can click, with what was asked for. */
export const consentPage = ({ title, lead, rights, agree, refuse }: Consent): SandboxResponse => ({
  status: 200,
  headers: HTML,
  body: page(
    title,
    `<p>${escaped(lead)}</p>
<ul>${rights.map((right) => `<li>${escaped(right)}</li>`).join('')}</ul>
${[agree, refuse].map(({ label, address }) => `<a href="${escaped(address)}">${escaped(label)}</a>`).join('\n')}`,
  ),
})

export const refusalPage = (status: number, text: string): SandboxResponse => ({
  status,
  headers: HTML,
  body: page('Error', `<p>${escaped(text)}</p>`),
})

export const sentTo = (address: string): SandboxResponse => ({ status: 302, headers: { location: address } })
