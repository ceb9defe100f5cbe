// Runs before the first paint, so that no other theme flashes: the user's choice, else that of the system.
{
  const CHOICES = ['system', 'light', 'dark'];
  const system = matchMedia('(prefers-color-scheme: dark)');
  const { dataset } = document.documentElement;
  const show = (choice) => {
    dataset.choice = CHOICES.includes(choice) ? choice : 'system';
    dataset.theme = dataset.choice === 'system' ? (system.matches ? 'dark' : 'light') : dataset.choice;
    dispatchEvent(new Event('themechange'));
  };
  const stored = () => {
    try {
      return localStorage.getItem('revocast-theme');
    } catch {
      // Without storage, a choice lasts as long as the page.
      return null;
    }
  };
  system.addEventListener('change', () => show(dataset.choice));
  addEventListener('themechoice', ({ detail }) => {
    try {
      localStorage.setItem('revocast-theme', detail);
    } catch {
      // As above.
    }
    show(detail);
  });
  show(stored());
}
