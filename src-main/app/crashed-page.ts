/** What the window shows when its page keeps crashing; it can only be left by loading the page again. */
export const crashedPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <title>Sendwright</title>
    <style>
      html { app-region: drag }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 22vh auto; padding: 0 1.5rem }
      h1 { font-size: 1.375rem; font-weight: 600 }
      a { app-region: no-drag }
    </style>
  </head>
  <body>
    <h1>The window stopped working</h1>
    <p>
      It was loaded again and crashed each time. What is being sent goes on, and everything you wrote
      is saved.
    </p>
    <p><a href="/">Load it once more</a></p>
  </body>
</html>
`
