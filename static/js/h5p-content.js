// Runs between H5P's core and the libraries of a package, in the page that plays it. The player around it, on the same
// origin, knows where somebody was the last time and hears what is stated.
{
  const integration = JSON.parse(document.getElementById("integration").textContent);
  const player = window.parent.h5p;
  for (const played of Object.values(integration.contents)) {
    if (player?.state) played.contentUserData = [{ state: player.state }];
  }
  window.H5PIntegration = integration;
  window.H5P.externalDispatcher.on("xAPI", (event) => player?.hear(event.data.statement));
  // The core, which has asked before this, starts the content when jQuery finds the page ready.
  window.H5P.jQuery(() => {
    document.getElementById("fault").hidden = window.H5P.instances.length > 0;
  });
}
