// Runs before the first paint, so a reader who chose dark never sees a white flash. Not a module: modules are deferred.
;(() => {
  const root = document.documentElement
  const read = (/** @type {string} */ key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null // storage is switched off: the system's choice holds
    }
  }
  const chosen = read('trireme-scheme')
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.mantineColorScheme = dark ? 'dark' : 'light'
  const language = read('trireme-language') || navigator.language
  root.lang = language.startsWith('zh') ? 'zh-Hans' : 'en'
})()
