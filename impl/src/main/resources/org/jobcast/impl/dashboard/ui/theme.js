/* A classic script in the head, so that a chosen theme is there before the first paint. */
(() => {
  try {
    const theme = localStorage.getItem('jobcast.theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is off: the system's theme it is.
  }
})();
