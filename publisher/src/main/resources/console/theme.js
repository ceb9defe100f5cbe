// Runs before the first paint, so that no other theme flashes: the user's choice, else that of the system.
{
  const system = matchMedia('(prefers-color-scheme: dark)');
  const stored = () => {
    try {
      return localStorage.getItem('revocast-theme');
    } catch {
      // Without storage, the theme is that of the system.
      return null;
    }
  };
  const show = () => {
    document.documentElement.dataset.theme = stored() ?? (system.matches ? 'dark' : 'light');
    dispatchEvent(new Event('themechange'));
  };
  system.addEventListener('change', show);
  show();
}
