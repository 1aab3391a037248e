import { useMemo, useState, type ReactNode } from 'react'
import { LanguageContext, languageTags, type Language } from './text.ts'

/** Keeps the reader's language on `<html lang>`, where public/scheme.js put it before the first paint, and in storage. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    document.documentElement.lang.startsWith('zh') ? 'zh' : 'en',
  )
  const choice = useMemo(() => ({ language, choose: (next: Language) => setLanguage(remember(next)) }), [language])
  return <LanguageContext value={choice}>{children}</LanguageContext>
}

function remember(language: Language): Language {
  document.documentElement.lang = languageTags[language]
  try {
    localStorage.setItem('trireme-language', language)
  } catch {
    // storage is switched off: the choice then holds for this page only
  }
  return language
}
