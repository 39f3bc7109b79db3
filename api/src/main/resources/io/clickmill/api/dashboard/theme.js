// Runs before the page is drawn, so that a chosen theme does not flash.
{
  const theme = localStorage.getItem('clickmill.theme');
  if (theme !== null) document.documentElement.dataset.theme = theme;
}
