/** Asks in the language of the page: letters that a call makes the server write are in it. */
export const spokenFetch: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers)
  headers.set('accept-language', document.documentElement.lang)
  return fetch(input, { ...init, headers })
}
