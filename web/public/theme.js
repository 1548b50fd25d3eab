// Runs before the first paint, so that a dark room is not lit by a white page.
{
  const theme = localStorage.getItem('tillbridge.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
}
